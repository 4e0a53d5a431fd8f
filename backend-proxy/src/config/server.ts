import { readFileSync } from 'node:fs';
import type { ServerConfig } from './config.ts';
import { readSecretFile, type Surroundings } from './login.ts';
import type { ServerSettings } from './schema.ts';

const TIMEOUT_MS = 15_000;
/** A header's value has no control characters: they would end it. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

type Issue = (key: string, message: string) => void;

/**
 * A server at `path` of the configuration, with its secrets and certificates read. Whatever is missing, contradicts or cannot be read
 * becomes an issue with the key's path.
 */
export function toServer(settings: ServerSettings, path: string, around: Surroundings): ServerConfig {
  const issue: Issue = (key, message) => void around.issues.push({ path: `${path}.${key}`, message });
  const timeoutMs = settings.timeout ?? TIMEOUT_MS;
  if (timeoutMs < 100) issue('timeout', 'must be at least 100ms');
  return {
    url: toUrl(settings.url, path, issue),
    headers: toHeaders(settings, path, issue, around),
    tls: toTls(settings.tls, issue, around),
    timeoutMs,
  };
}

function toUrl(text: string | undefined, path: string, issue: Issue): string {
  if (text === undefined) {
    issue('url', 'is missing; name the server, such as http://127.0.0.1:9090');
    return '';
  }
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol)) issue('url', 'is no address of the form http://host:port or https://host/path');
  else if (url.username !== '' || url.password !== '') issue('url', `holds a login; give user and password under ${path}.auth`);
  else if (url.search !== '' || url.hash !== '') issue('url', 'ends before the ? or #');
  else return url.href.replace(/\/+$/, '');
  return '';
}

function toHeaders({ auth = {}, headers = {} }: ServerSettings, path: string, issue: Issue, around: Surroundings): Record<string, string> {
  const secret = (key: 'password' | 'token'): string | undefined => {
    const file = auth[`${key}File`];
    if (file === undefined) return auth[key];
    if (auth[key] !== undefined) issue(`auth.${key}File`, `give ${key} or ${key}File, not both`);
    return readSecretFile(file, `${path}.auth.${key}File`, around);
  };
  const [password, token] = [secret('password'), secret('token')];
  if (token !== undefined && (auth.user !== undefined || password !== undefined))
    issue('auth.token', 'give a token or user and password, not both');
  if ((auth.user === undefined) !== (password === undefined)) issue('auth', 'user and password belong together');
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) issue(`headers.${name}`, 'is no name of a header');
    else if (/^(authorization|host|content-length|content-type|connection|transfer-encoding)$/i.test(name)) {
      issue(`headers.${name}`, `is set by the proxy itself; a login goes under ${path}.auth`);
    } else if (!HEADER_VALUE.test(value)) issue(`headers.${name}`, 'holds characters that no header may hold');
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) issue('auth.token', 'holds spaces or other characters that no token has');
  const login =
    token !== undefined
      ? `Bearer ${token}`
      : auth.user !== undefined && password !== undefined
        ? `Basic ${Buffer.from(`${auth.user}:${password}`).toString('base64')}`
        : undefined;
  return { ...headers, ...(login === undefined ? {} : { authorization: login }) };
}

function toTls(tls: ServerSettings['tls'], issue: Issue, around: Surroundings): ServerConfig['tls'] {
  const read = (key: 'ca' | 'cert' | 'key'): string | undefined => {
    const file = tls?.[key];
    if (file === undefined) return undefined;
    try {
      return readFileSync(around.resolvePath(file), 'utf8');
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      issue(`tls.${key}`, `cannot read ${file}: ${why}`);
      return undefined;
    }
  };
  if ((tls?.cert === undefined) !== (tls?.key === undefined)) issue('tls', 'cert and key belong together');
  return { ca: read('ca'), cert: read('cert'), key: read('key'), serverName: tls?.serverName, verify: tls?.verify ?? true };
}
