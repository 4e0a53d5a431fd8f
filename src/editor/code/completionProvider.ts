import type { Monaco, monacoTypes } from '@grafana/ui';
import { wantAt } from '../../query/text/wantAt.ts';
import { completionsFor, type Completion, type CompletionSources } from './completions.ts';

/** Completions of one editor: Monaco asks the providers of all editors of a language, and this one answers for its own model only. */
export function completionProvider(
  monaco: Monaco,
  own: monacoTypes.editor.ITextModel,
  sources: () => CompletionSources,
): monacoTypes.languages.CompletionItemProvider {
  const { CompletionItemKind } = monaco.languages;
  const kinds: Record<Completion['sort'], monacoTypes.languages.CompletionItemKind> = {
    metric: CompletionItemKind.Function,
    word: CompletionItemKind.Keyword,
    key: CompletionItemKind.Field,
    value: CompletionItemKind.Value,
    variable: CompletionItemKind.Variable,
  };
  return {
    triggerCharacters: ['{', '(', ',', '"', '=', '~', ' '],
    async provideCompletionItems(model, position) {
      if (model.id !== own.id) return { suggestions: [] };
      const want = wantAt(model.getValue(), model.getOffsetAt(position));
      const [start, end] = [model.getPositionAt(want.from), model.getPositionAt(want.to)];
      const range = {
        startLineNumber: start.lineNumber,
        startColumn: start.column,
        endLineNumber: end.lineNumber,
        endColumn: end.column,
      };
      const completions = await completionsFor(want, sources());
      return {
        suggestions: completions.map(({ label, insert, sort, detail, documentation }, i) => ({
          label: detail === undefined ? label : { label, description: detail },
          insertText: insert,
          // Monaco would put them into the order of their letters.
          sortText: String(i).padStart(5, '0'),
          // What is known by its title is found by it too.
          filterText: want.quoted ? label : `${label} ${detail ?? ''}`.trim(),
          kind: kinds[sort],
          documentation,
          range,
        })),
      };
    },
  };
}
