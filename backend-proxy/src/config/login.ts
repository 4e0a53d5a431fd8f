import { readFileSync } from 'node:fs';
import type { SshLogin } from '../transport/transport.ts';
import { joinPath, type ConfigIssue } from './expand.ts';
import type { SshSettings } from './schema.ts';

/** What a setting needs besides its text: where relative paths start, and the environment. */
export interface Surroundings {
  readonly resolvePath: (path: string) => string;
  readonly env: NodeJS.ProcessEnv;
  readonly issues: ConfigIssue[];
}

const DEFAULT_LOGIN: SshLogin = { user: 'admin', port: 22, hostKeys: 'accept-new' };

/**
 * Builds a login from the settings of one level on top of the level above it: what a level leaves out, it inherits.
 * Secrets named by file are read here, once. Files that cannot be read become issues with the key's path.
 */
export function toLogin(settings: SshSettings, path: string, around: Surroundings, base: SshLogin = DEFAULT_LOGIN): SshLogin {
  const secret = (key: 'password' | 'passphrase'): string | undefined => {
    const file = settings[`${key}File`];
    if (file === undefined) return settings[key] ?? base[key];
    if (settings[key] !== undefined)
      around.issues.push({ path: joinPath(path, `${key}File`), message: `give ${key} or ${key}File, not both` });
    return readSecretFile(file, joinPath(path, `${key}File`), around);
  };
  return {
    user: settings.user ?? base.user,
    port: settings.port ?? base.port,
    password: secret('password'),
    passphrase: secret('passphrase'),
    identityFile: settings.identityFile === undefined ? base.identityFile : around.resolvePath(settings.identityFile),
    agent: toAgent(settings, path, around) ?? base.agent,
    hostKeys: settings.hostKeys ?? base.hostKeys,
  };
}

function toAgent(settings: SshSettings, path: string, around: Surroundings): string | undefined {
  if (settings.agent === undefined || settings.agent === false) return undefined;
  if (typeof settings.agent === 'string') return around.resolvePath(settings.agent);
  const socket = around.env['SSH_AUTH_SOCK'];
  if (!socket)
    around.issues.push({ path: joinPath(path, 'agent'), message: 'SSH_AUTH_SOCK is not set; start an agent, or give its socket here' });
  return socket;
}

/** Reads a secret from a file, without the line's end. An unreadable or empty file becomes an issue; its content never appears in one. */
export function readSecretFile(file: string, path: string, around: Surroundings): string | undefined {
  try {
    const text = readFileSync(around.resolvePath(file), 'utf8').replace(/\r?\n$/, '');
    if (text === '') around.issues.push({ path, message: `${file} is empty` });
    return text;
  } catch (error) {
    around.issues.push({
      path,
      message: `cannot read ${file}: ${error instanceof Error && 'code' in error ? String(error.code) : 'unreadable'}`,
    });
    return undefined;
  }
}
