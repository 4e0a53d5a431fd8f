import { resolve } from 'node:path';

/** The configuration's path: TART_LAB_CONFIG, or tart-lab.yaml where the command was started. */
export const configFile = (env: NodeJS.ProcessEnv): string => resolve(env['TART_LAB_CONFIG'] ?? 'tart-lab.yaml');
