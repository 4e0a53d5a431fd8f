import { css, Global } from '@emotion/react';
import { useTheme2 } from '@grafana/ui';

/** What Grafana's own page gives its content: background, margins, one column that never scrolls sideways. */
export function PageStyles() {
  const theme = useTheme2();
  return (
    <Global
      styles={css({
        html: { fontSize: 14, height: 'auto', overflow: 'auto', colorScheme: theme.colors.mode },
        body: {
          margin: 0,
          height: 'auto',
          overflow: 'auto',
          position: 'static',
          background: theme.colors.background.canvas,
          color: theme.colors.text.primary,
          fontFamily: theme.typography.fontFamily,
        },
        '#page': { minHeight: '100vh' },
        main: {
          display: 'flex',
          flexDirection: 'column',
          gap: theme.spacing(2),
          maxWidth: 1280,
          margin: '0 auto',
          padding: theme.spacing(2),
        },
      })}
    />
  );
}
