import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { RadioButtonGroup, useStyles2 } from '@grafana/ui';

type Mode = 'dark' | 'light';

export function Header({ mode, onModeChange }: { readonly mode: Mode; readonly onModeChange: (mode: Mode) => void }) {
  const styles = useStyles2(getStyles);
  return (
    <header className={styles.header}>
      <div className={styles.name}>
        <img src="/public/plugins/tartlab-tart-datasource/img/logo.svg" alt="" width={28} height={28} />
        <h1 className={styles.title}>Tart Lab</h1>
        <span className={styles.subtitle}>workbench: the data source without Grafana around it</span>
      </div>
      <RadioButtonGroup<Mode>
        aria-label="Theme"
        size="sm"
        options={[
          { value: 'dark', label: 'Dark' },
          { value: 'light', label: 'Light' },
        ]}
        value={mode}
        onChange={onModeChange}
      />
    </header>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  header: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    padding: theme.spacing(1, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  name: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  title: css({ ...theme.typography.h4, margin: 0 }),
  subtitle: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
