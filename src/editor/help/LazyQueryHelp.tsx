import { lazy, type ComponentProps } from 'react';
import { Loaded } from '../Loaded.tsx';

const QueryHelp = lazy(() => import('./QueryHelp.tsx'));

/** Explore's help, loaded when it is shown. */
export function LazyQueryHelp(props: ComponentProps<typeof QueryHelp>) {
  return (
    <Loaded>
      <QueryHelp {...props} />
    </Loaded>
  );
}
