import { lazy, type ComponentProps } from 'react';
import { Loaded } from '../editor/Loaded.tsx';

const VariableEditor = lazy(async () => ({ default: (await import('./VariableEditor.tsx')).VariableEditor }));

/** The editor of a dashboard variable, loaded when one is edited. */
export function LazyVariableEditor(props: ComponentProps<typeof VariableEditor>) {
  return (
    <Loaded>
      <VariableEditor {...props} />
    </Loaded>
  );
}
