import { at, textMapAt } from '../fields.ts';
import type { KubeObject } from '../objectStore.ts';

export type Matcher = (object: KubeObject) => boolean;

/** A selector that cannot be read; its text is fit for a Status of 400. */
export class SelectorError extends Error {}

/** Reads a label selector: `app=web,tier!=db,env in (a,b),canary,!old`. Empty matches all. */
export function parseLabelSelector(text: string): Matcher {
  const terms = splitTerms(text).map(toLabelTerm);
  return (object) => {
    const labels = textMapAt(object, 'metadata', 'labels');
    return terms.every((term) => term(labels));
  };
}

/** Reads a field selector: `metadata.name=web,status.phase!=Running`. Empty matches all. */
export function parseFieldSelector(text: string): Matcher {
  const terms = text.split(',').filter(Boolean).map(toFieldTerm);
  return (object) => terms.every((term) => term(object));
}

type LabelTerm = (labels: Readonly<Record<string, string>>) => boolean;

function toLabelTerm(term: string): LabelTerm {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((each) => each.trim());
    return operator === 'in' ? (labels) => values.includes(labels[key] ?? '\0') : (labels) => !values.includes(labels[key] ?? '\0');
  }
  const compare = /^([^!=\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
  if (compare) {
    const [, key = '', operator, value = ''] = compare;
    return operator === '!=' ? (labels) => labels[key] !== value : (labels) => labels[key] === value;
  }
  if (/^!\S+$/.test(term)) return (labels) => labels[term.slice(1)] === undefined;
  if (/^[^\s()!=]+$/.test(term)) return (labels) => labels[term] !== undefined;
  throw new SelectorError(`unable to parse requirement: ${term}`);
}

/** Commas inside parentheses belong to a term. */
function splitTerms(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter(Boolean);
}

function toFieldTerm(term: string): Matcher {
  const compare = /^([\w.]+)(==|=|!=)(.*)$/.exec(term);
  if (!compare) throw new SelectorError(`invalid field selector: ${term}`);
  const [, path = '', operator, value = ''] = compare;
  const steps = path.split('.');
  const equal: Matcher = (object) => {
    const found = at(object, ...steps);
    if (typeof found === 'string') return found === value;
    return (typeof found === 'number' || typeof found === 'boolean' ? String(found) : '') === value;
  };
  return operator === '!=' ? (object) => !equal(object) : equal;
}
