import { Suspense, type ReactNode } from 'react';
import { t } from '@grafana/i18n';
import { ErrorBoundaryAlert, LoadingPlaceholder } from '@grafana/ui';

/** Shows a part of the plugin that is loaded on demand, that it is on its way, or that it could not be loaded. */
export function Loaded({ children }: { readonly children: ReactNode }) {
  return (
    <ErrorBoundaryAlert title={t('editor.not-loaded', 'This editor could not be loaded')}>
      <Suspense fallback={<LoadingPlaceholder text={t('editor.loading', 'Loading the editor')} />}>{children}</Suspense>
    </ErrorBoundaryAlert>
  );
}
