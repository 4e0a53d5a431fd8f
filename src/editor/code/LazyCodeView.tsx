import { lazy, type ComponentProps } from 'react';
import { Loaded } from '../Loaded.tsx';

const CodeView = lazy(() => import('./CodeView.tsx'));

/** The code view, loaded when it is first opened: most people never do. */
export function LazyCodeView(props: ComponentProps<typeof CodeView>) {
  return (
    <Loaded>
      <CodeView {...props} />
    </Loaded>
  );
}
