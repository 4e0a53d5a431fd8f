import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import importDirection from './scripts/eslint/importDirection.mjs';

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '.tart-lab/', 'data/', '**/fixtures/'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [ts.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    plugins: { 'tart-lab': { rules: { 'import-direction': importDirection } } },
    rules: {
      'tart-lab/import-direction': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  { files: ['src/**/*.{ts,tsx}', 'workbench/**/*.tsx'], ...reactHooks.configs.flat['recommended-latest'] },
  // Programs that speak to a terminal.
  {
    files: ['backend-proxy/src/cli/**', 'lab/src/main.ts', 'lab/src/cli/**', 'bench/**', 'workbench/src/main.ts'],
    rules: { 'no-console': 'off' },
  },
  // Test doubles need not await, and matchers are untyped.
  {
    files: ['**/*.test.{ts,tsx}'],
    rules: {
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        console: 'readonly',
        process: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
);
