import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import pluginJson from '../../plugin.json';
import { titleKey } from '../frame/columnTitle.ts';

const root = join(import.meta.dirname, '../..');
const Locale = z.record(z.string(), z.record(z.string(), z.string()));

/** The keys in the source and the English text beside each. */
function textsInSource(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file) || file.includes('.test.')) continue;
    const source = readFileSync(join(root, 'src', file), 'utf8');
    for (const [, key = '', single, double] of source.matchAll(/\bt\(\s*'([^']+)',\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g)) {
      texts.set(key, single ?? double ?? '');
    }
    for (const [, key = '', text = ''] of source.matchAll(/i18nKey="([^"]+)">\s*([\s\S]*?)\s*<\/Trans>/g)) {
      texts.set(key, text.replace(/\s+/g, ' ').replaceAll('&apos;', "'"));
    }
  }
  return texts;
}

function localeTexts(language: string): Map<string, string> {
  const locale = Locale.parse(JSON.parse(readFileSync(join(root, 'locales', language, `${pluginJson.id}.json`), 'utf8')));
  return new Map(
    Object.entries(locale).flatMap(([group, texts]) => Object.entries(texts).map(([key, text]) => [`${group}.${key}`, text] as const)),
  );
}

const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

/** Titles that the proxy's tables and graphs send in English; the plugin makes their keys while it runs. */
function titlesOfProxy(): Map<string, string> {
  const titles = new Map<string, string>();
  const room = join(root, 'backend-proxy/src/query');
  for (const file of readdirSync(room, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('.test.')) continue;
    const source = readFileSync(join(room, file), 'utf8');
    const inColumns = source.matchAll(/\b(?:text|number|time|flag|cores|count|openShare|detail)(?:<[\w&\s{}:]+>)?\(\s*'\w+',\s*'([^']+)'/g);
    const inFields = source.matchAll(/displayName(?:FromDS)?: '([^']+)'/g);
    for (const [, title = ''] of [...inColumns, ...inFields]) titles.set(`column.${titleKey(title)}`, title);
  }
  return titles;
}

describe('translations', () => {
  const source = new Map([...textsInSource(), ...titlesOfProxy()]);

  it('are found in the source', () => {
    expect(source.size).toBeGreaterThan(70);
    expect(source.get('editor.metric')).toBe('Metric');
    expect(source.get('column.memory-used-percent')).toBe('Memory used %');
  });

  it.each(pluginJson.languages)('of %s name every text and no other', (language) => {
    expect([...localeTexts(language).keys()].sort()).toEqual([...source.keys()].sort());
  });

  it('in English are the texts of the source', () => {
    expect(Object.fromEntries(localeTexts('en-US'))).toEqual(Object.fromEntries(source));
  });

  it.each(pluginJson.languages)('of %s fill in the same values', (language) => {
    for (const [key, text] of localeTexts(language)) expect([key, placeholders(text)]).toEqual([key, placeholders(source.get(key) ?? '')]);
  });
});
