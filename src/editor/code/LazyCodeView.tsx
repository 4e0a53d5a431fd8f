import { lazy, Suspense, type ComponentProps } from 'react';
import { t } from '@grafana/i18n';
import { ErrorBoundaryAlert, LoadingPlaceholder } from '@grafana/ui';

const CodeView = lazy(() => import('./CodeView.tsx'));

/** The code view, loaded when it is first opened: most people never do. */
export function LazyCodeView(props: ComponentProps<typeof CodeView>) {
  return (
    <ErrorBoundaryAlert title={t('code.not-loaded', 'The code view could not be loaded')}>
      <Suspense fallback={<LoadingPlaceholder text={t('code.loading', 'Loading the code view')} />}>
        <CodeView {...props} />
      </Suspense>
    </ErrorBoundaryAlert>
  );
}
