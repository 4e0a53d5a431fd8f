import { useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { t } from '@grafana/i18n';
import { CodeEditor, FieldValidationMessage, useStyles2, type Monaco, type MonacoEditor } from '@grafana/ui';
import { parseText } from '../../query/text/parseText.ts';
import { toText } from '../../query/text/toText.ts';
import { useVariableOptions } from '../hooks/useVariableOptions.ts';
import type { RowProps } from '../rowProps.ts';
import type { CompletionSources } from './completions.ts';
import { completionProvider } from './completionProvider.ts';
import { faultText } from './faultText.ts';
import { LANGUAGE, registerLanguage } from './language.ts';

type Props = RowProps & { readonly columns: CompletionSources['columns'] };
interface Opened {
  readonly editor: MonacoEditor;
  readonly monaco: Monaco;
}

const HEIGHT = 76;

/**
 * The query as text. It is taken when the field is left and on Ctrl or Cmd + Enter; a text that cannot be read is kept as it is, says where
 * it is wrong, and is not asked. While someone types, a wavy line alone shows that place. Tab leaves the field: suggestions are taken
 * with Enter.
 */
export default function CodeView({ query, change, datasource, columns }: Props) {
  const styles = useStyles2(getStyles);
  const variables = useVariableOptions();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const saved = toText(query);
  const text = typed ?? saved;
  const fault = useMemo(() => {
    const parsed = parseText(text);
    return parsed.ok ? null : parsed.error;
  }, [text]);

  const take = (written: string): void => {
    setTyped(null);
    const parsed = parseText(written);
    if (!parsed.ok) {
      if (written !== query.draft) change({ draft: written });
    } else if (written.trim() !== saved || query.draft !== '') change(parsed.value);
  };
  // Monaco keeps the functions of its first render: they look here for the newest.
  const latest = useRef({ take, sources: { client: datasource.client, variables: variables.map(({ value }) => value), columns } });
  useEffect(() => {
    latest.current = { take, sources: { client: datasource.client, variables: variables.map(({ value }) => value), columns } };
  });

  useEffect(() => {
    if (!opened) return;
    const { editor, monaco } = opened;
    const model = editor.getModel();
    if (!model) return;
    const provider = monaco.languages.registerCompletionItemProvider(
      LANGUAGE,
      completionProvider(monaco, model, () => latest.current.sources),
    );
    return () => provider.dispose();
  }, [opened]);

  useEffect(() => {
    const model = opened?.editor.getModel();
    if (!opened || !model || model.isDisposed()) return;
    const mark = (from: number, to: number) => {
      const start = model.getPositionAt(from);
      const end = model.getPositionAt(Math.max(to, from + 1));
      return { startLineNumber: start.lineNumber, startColumn: start.column, endLineNumber: end.lineNumber, endColumn: end.column };
    };
    const markers = fault
      ? [{ ...mark(fault.from, fault.to), message: faultText(fault, text), severity: opened.monaco.MarkerSeverity.Error }]
      : [];
    opened.monaco.editor.setModelMarkers(model, LANGUAGE, markers);
  }, [opened, fault, text]);

  const mount = (editor: MonacoEditor, monaco: Monaco): void => {
    // Monaco's own commands are those of the editor that was opened last; keys are each editor's own.
    editor.onKeyDown((event) => {
      const { keyCode, ctrlKey, metaKey, shiftKey } = event;
      // Monaco would write a tab: who goes through the page by keyboard must get out again.
      if (keyCode === monaco.KeyCode.Tab) event.stopPropagation();
      if (keyCode !== monaco.KeyCode.Enter || !(ctrlKey || metaKey || shiftKey)) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current.take(editor.getValue());
    });
    setOpened({ editor, monaco });
  };

  return (
    <div className={styles.field}>
      <CodeEditor
        language={LANGUAGE}
        value={saved}
        height={HEIGHT}
        showLineNumbers={false}
        showMiniMap={false}
        wordWrap
        monacoOptions={{
          ...OPTIONS,
          ariaLabel: t('code.label', 'Query as text'),
        }}
        onBeforeEditorMount={registerLanguage}
        onEditorDidMount={mount}
        onChange={setTyped}
        onBlur={take}
      />
      {fault && typed === null ? (
        <FieldValidationMessage>{faultText(fault, text)}</FieldValidationMessage>
      ) : (
        <p className={styles.hint}>{t('code.hint', 'Ctrl or Cmd + Enter runs the query, Ctrl + Space shows what can follow.')}</p>
      )}
    </div>
  );
}

const OPTIONS = {
  folding: false,
  renderLineHighlight: 'none',
  scrollBeyondLastLine: false,
  overviewRulerLanes: 0,
  quickSuggestions: { strings: true, other: true, comments: false },
  suggest: { showWords: false, showIcons: true },
  wordBasedSuggestions: false,
} as const;

const getStyles = (theme: GrafanaTheme2) => ({
  field: css({ flex: '1 1 100%', minWidth: 0 }),
  hint: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, margin: theme.spacing(0.5, 0, 0) }),
});
