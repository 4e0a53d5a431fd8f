import { lazy, type ComponentProps } from 'react';
import { Loaded } from './Loaded.tsx';

const QueryEditor = lazy(async () => ({ default: (await import('./QueryEditor.tsx')).QueryEditor }));

/** The query editor, loaded when one is opened: a dashboard that is only looked at does without. */
export function LazyQueryEditor(props: ComponentProps<typeof QueryEditor>) {
  return (
    <Loaded>
      <QueryEditor {...props} />
    </Loaded>
  );
}
