import { defineConfig } from 'vitest/config';

const GRAFANA_13 = `${import.meta.dirname}/tests/grafana-13/node_modules`;

/** Node reads Grafana's packages in their CommonJS form only: the other one imports names that CommonJS packages do not show. */
const grafanaFrom = (modules) => ({
  find: /^@grafana\/(data|i18n|plugin-ui|runtime|schema|ui)$/,
  replacement: `${modules}/@grafana/$1/dist/cjs/index.cjs`,
});

/** Only for what hangs: how fast a machine is decides no test. */
const HUNG_MS = 60_000;

const PLUGIN_TESTS = {
  environment: 'jsdom',
  testTimeout: HUNG_MS,
  include: ['src/**/*.test.{ts,tsx}'],
  setupFiles: ['src/testing/setup.ts'],
};

const BROWSER_TESTS = { environment: 'node', testTimeout: 180_000, hookTimeout: 240_000, fileParallelism: false };

/**
 * The kinds of test that `npm test` runs, each by its own name: `vitest run --project unit`; and one for `npm run test:apiserver`.
 * The plugin's tests run twice: on the oldest Grafana that it supports, and on Grafana 13.2 with React 19.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          testTimeout: HUNG_MS,
          include: ['{contract,backend-proxy,lab,bench,workbench,webhook-logger,dashboards}/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      {
        resolve: { alias: [grafanaFrom(`${import.meta.dirname}/node_modules`)] },
        test: { name: 'plugin', env: { REACT_MAJOR: '18' }, ...PLUGIN_TESTS },
      },
      {
        resolve: {
          alias: [
            grafanaFrom(GRAFANA_13),
            { find: /^(@emotion\/css|@testing-library\/[a-z-]+|react|react-dom|rxjs)($|\/)/, replacement: `${GRAFANA_13}/$1$2` },
          ],
        },
        test: { name: 'plugin-grafana-13', env: { REACT_MAJOR: '19' }, ...PLUGIN_TESTS },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        // Against a real kube-apiserver, which `npm test` cannot install: KUBE_APISERVER names it.
        test: {
          name: 'apiserver',
          environment: 'node',
          include: ['tests/apiserver/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      { test: { name: 'browser', include: ['tests/browser/**/*.test.ts'], ...BROWSER_TESTS } },
      {
        // The same plugin in the same page, made of Grafana 13.2's packages.
        test: {
          name: 'browser-grafana-13',
          env: { WORKBENCH_PAGE: `${import.meta.dirname}/tests/grafana-13/dist` },
          include: ['tests/browser/{editor,workbench}.test.ts'],
          ...BROWSER_TESTS,
        },
      },
    ],
  },
});
