import type { Monaco } from '@grafana/ui';
import { Aggregation, FLOW_VIEWS, TABLES } from '@tart-lab/contract/query.ts';

/** The language's id in the page's one Monaco, which all editors share. */
export const LANGUAGE = 'tart-lab-query';

/** Tells Monaco how to colour a query and which brackets close, once a page. */
export function registerLanguage(monaco: Monaco): void {
  if (monaco.languages.getLanguages().some(({ id }) => id === LANGUAGE)) return;
  monaco.languages.register({ id: LANGUAGE });
  const pairs = [
    { open: '{', close: '}' },
    { open: '(', close: ')' },
    { open: '"', close: '"' },
  ];
  monaco.languages.setLanguageConfiguration(LANGUAGE, {
    autoClosingPairs: pairs,
    surroundingPairs: pairs,
    brackets: [
      ['{', '}'],
      ['(', ')'],
    ],
    // A name holds dots, dashes and stars: it is one word to select and to complete.
    wordPattern: /[^\s{}(),"'=!<>]+/,
  });
  monaco.languages.setMonarchTokensProvider(LANGUAGE, {
    kinds: ['table', 'flows', 'events'],
    clauses: [...Aggregation.options, 'by', 'top', 'bottom', 'outliers', 'every', 'legend', 'columns', 'limit', 'live'],
    names: [...TABLES, ...FLOW_VIEWS],
    tokenizer: {
      root: [
        [/"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?/, 'string'],
        [/\$\{[^}]*\}|\$\w+/, 'variable'],
        [/\d+(?:\.\d+)?[a-zA-Z]*(?=[\s,)}]|$)/, 'number'],
        [/[^\s{}(),"'=!<>]+(?=\s*(?:=|!|<|>))/, 'tag'],
        [/[^\s{}(),"'=!<>]+/, { cases: { '@kinds': 'keyword', '@clauses': 'keyword', '@names': 'type', '@default': 'identifier' } }],
        [/=~|!~|!=|<=|>=|[=<>]/, 'operator'],
        [/[{}()]/, '@brackets'],
      ],
    },
  });
}
