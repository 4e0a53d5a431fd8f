import { useMemo } from 'react';
import type { ComboboxOption } from '@grafana/ui';
import { getTemplateSrv } from '@grafana/runtime';
import { t } from '@grafana/i18n';

/** The dashboard's variables as choices (`$vm`). Outside a dashboard there are none. */
export function useVariableOptions(): ComboboxOption[] {
  return useMemo(
    () =>
      getTemplateSrv()
        .getVariables()
        .map(({ name }) => ({ value: `$${name}`, label: `$${name}`, description: t('editor.variable', 'Dashboard variable') })),
    [],
  );
}
