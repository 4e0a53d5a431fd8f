import { defineConfig } from 'vitest/config';

/** Four kinds of test that `npm test` runs, each by its own name: `vitest run --project unit`; and one for `npm run test:apiserver`. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['{contract,backend-proxy,lab,bench,workbench,webhook-logger,dashboards}/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      {
        // Node reads Grafana's packages in their CommonJS form only: the other one imports names that CommonJS packages do not show.
        resolve: {
          alias: [
            {
              find: /^@grafana\/(data|i18n|plugin-ui|runtime|schema|ui)$/,
              replacement: `${import.meta.dirname}/node_modules/@grafana/$1/dist/cjs/index.cjs`,
            },
          ],
        },
        test: { name: 'plugin', environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/testing/setup.ts'] },
      },
      {
        test: {
          name: 'integration',
          environment: 'node',
          include: ['tests/integration/**/*.test.ts'],
          testTimeout: 60_000,
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
      {
        test: {
          name: 'browser',
          environment: 'node',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
