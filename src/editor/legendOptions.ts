import type { ComboboxOption } from '@grafana/ui';
import { labelName } from './labelName.ts';

/**
 * What a legend may become after what was typed: with an unfinished `{{de` the labels that begin like that, else one label more.
 * Nothing typed means after what is chosen already, and each label alone.
 */
export function legendOptions(typed: string, chosen: string, labels: readonly string[]): ComboboxOption[] {
  const option = (before: string, label: string): ComboboxOption => ({ value: `${before}{{${label}}}`, description: labelName(label) });
  const open = /^(.*)\{\{\s*([^{}]*)$/s.exec(typed);
  if (open) {
    const [, before = '', begun = ''] = open;
    const fits = (text: string): boolean => text.toLowerCase().includes(begun.trim().toLowerCase());
    return labels.filter((label) => fits(label) || fits(labelName(label))).map((label) => option(before, label));
  }
  if (typed !== '') return labels.map((label) => option(/\s$/.test(typed) ? typed : `${typed} `, label));
  const rest = labels.filter((label) => !chosen.includes(`{{${label}}}`));
  return [...(chosen === '' ? [] : rest.map((label) => option(`${chosen} `, label))), ...labels.map((label) => option('', label))];
}
