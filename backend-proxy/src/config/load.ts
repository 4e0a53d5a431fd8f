import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { fail, ok, type Result } from '../result.ts';
import type { Config } from './config.ts';
import { expandVariables, type ConfigIssue } from './expand.ts';
import { toHistoryServer } from './historyServer.ts';
import { toConfigIssues } from './issues.ts';
import { isLoopback, parseListen } from './listen.ts';
import { readSecretFile, toLogin, type Surroundings } from './login.ts';
import { ConfigFile } from './schema.ts';
import { toServer } from './server.ts';
import { toSystems } from './systems.ts';

/** Why a configuration was refused: each issue names a key and what would be right. */
export interface ConfigRefusal {
  readonly file: string;
  readonly issues: readonly ConfigIssue[];
}

/**
 * Reads `tart-lab.yaml`, fills in variables, checks every key, reads the secrets' files and settles paths.
 * `TART_LAB_LISTEN` and `TART_LAB_TOKEN` win over the file. Fails with all issues at once.
 */
export function loadConfig(file: string, env: NodeJS.ProcessEnv): Result<Config, ConfigRefusal> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return fail({ file, issues: [{ path: '', message: 'cannot be read; run `tart-lab init` to write one, or set TART_LAB_CONFIG' }] });
  }
  const issues: ConfigIssue[] = [];
  const config = parseConfig(text, file, env, issues);
  return config && issues.length === 0 ? ok(config) : fail({ file, issues });
}

function parseConfig(text: string, file: string, env: NodeJS.ProcessEnv, issues: ConfigIssue[]): Config | undefined {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) {
    issues.push(
      ...document.errors.map((error) => ({
        path: `line ${error.linePos?.[0].line ?? '?'}`,
        message: error.message.split('\n')[0] ?? 'no YAML',
      })),
    );
    return undefined;
  }
  const expanded = expandVariables(document.toJS() ?? {}, env);
  if (!expanded.ok) {
    issues.push(...expanded.error);
    return undefined;
  }
  const parsed = ConfigFile.safeParse(expanded.value);
  if (!parsed.success) {
    issues.push(...toConfigIssues(parsed.error, knownKeys));
    return undefined;
  }
  return settle(parsed.data, file, { resolvePath: (path) => resolvePath(path, dirname(resolve(file))), env, issues });
}

/** Everything that needs the surroundings: files, the environment, one key against another. */
function settle(parsed: ConfigFile, file: string, around: Surroundings): Config {
  const { env, issues, resolvePath } = around;
  const listen = parseListen(env['TART_LAB_LISTEN'] ?? parsed.listen);
  if (!listen.ok) issues.push({ path: env['TART_LAB_LISTEN'] ? 'TART_LAB_LISTEN' : 'listen', message: listen.error });
  if (parsed.token !== undefined && parsed.tokenFile !== undefined)
    issues.push({ path: 'tokenFile', message: 'give token or tokenFile, not both' });
  const fileToken = parsed.tokenFile === undefined ? parsed.token : readSecretFile(parsed.tokenFile, 'tokenFile', around);
  const token = env['TART_LAB_TOKEN'] || fileToken || null;
  if (listen.ok && !isLoopback(listen.value.host) && token === null) {
    issues.push({
      path: 'token',
      message: `listen ${parsed.listen} can be reached from other machines and needs a token; set token: \${TART_LAB_TOKEN}`,
    });
  }
  for (const [name, list] of [
    ['macs', parsed.macs],
    ['clusters', parsed.clusters],
  ] as const) {
    list.forEach((item, index) => {
      if (list.findIndex((other) => other.name === item.name) < index)
        issues.push({ path: `${name}[${index}].name`, message: `${item.name} is there twice` });
    });
  }
  const guestLogin = toLogin(parsed.guests.ssh, 'guests.ssh', around);
  return {
    source: file,
    listen: listen.ok ? listen.value : { host: '127.0.0.1', port: 0 },
    token,
    log: parsed.log,
    intervals: {
      guestsMs: atLeast(parsed.intervals.guests, 500, 'intervals.guests', issues),
      inventoryMs: atLeast(parsed.intervals.inventory, 500, 'intervals.inventory', issues),
      portsMs: atLeast(parsed.intervals.ports, 500, 'intervals.ports', issues),
      disksMs: atLeast(parsed.intervals.disks, 500, 'intervals.disks', issues),
      podUsageMs: atLeast(parsed.intervals.podUsage, 500, 'intervals.podUsage', issues),
    },
    macs: parsed.macs.map((mac, index) => ({
      name: mac.name,
      ssh: mac.ssh ? { ...toLogin(mac.ssh, `macs[${index}].ssh`, around), host: mac.ssh.host } : null,
      tart: {
        command: mac.ssh || !mac.tart.command.includes('/') ? mac.tart.command : resolvePath(mac.tart.command),
        home: mac.tart.home === undefined ? null : mac.ssh ? mac.tart.home : resolvePath(mac.tart.home),
        resolver: mac.tart.resolver,
      },
    })),
    guests: {
      include: parsed.guests.include,
      exclude: parsed.guests.exclude,
      login: guestLogin,
      overrides: new Map(
        Object.entries(parsed.guests.overrides).map(([vm, override]) => [
          vm,
          { login: toLogin(override.ssh ?? {}, `guests.overrides.${vm}.ssh`, around, guestLogin), address: override.address ?? null },
        ]),
      ),
    },
    clusters: parsed.clusters.map((cluster) => ({
      name: cluster.name,
      kubeconfig: cluster.kubeconfig === undefined ? null : resolvePath(cluster.kubeconfig),
      context: cluster.context ?? null,
      hubble: cluster.hubble,
      hubbleNamespace: cluster.hubbleNamespace,
      ...(cluster.loadtestKubeconfig === undefined ? {} : { loadtestKubeconfig: resolvePath(cluster.loadtestKubeconfig) }),
      vms: cluster.vms,
    })),
    history: {
      engine: parsed.history.engine,
      path: resolvePath(parsed.history.path),
      rawMs: parsed.history.raw,
      minuteMs: parsed.history.minute,
      server: toHistoryServer(parsed.history, around),
    },
    loki: parsed.loki ? toServer(parsed.loki, 'loki', around) : null,
    stateDir: resolvePath(parsed.stateDir),
    check: toSystems(parsed.check, around),
  };
}

function atLeast(valueMs: number, floorMs: number, path: string, issues: ConfigIssue[]): number {
  if (valueMs < floorMs) issues.push({ path, message: `must be at least ${floorMs}ms` });
  return valueMs;
}

function resolvePath(path: string, base: string): string {
  if (path === '~' || path.startsWith('~/')) return resolve(homedir(), path.slice(2));
  return isAbsolute(path) ? path : resolve(base, path);
}

/** The keys that the schema knows at a path, for "did you mean". */
function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  let schema: unknown = z.toJSONSchema(ConfigFile, { io: 'input', unrepresentable: 'any' });
  for (const key of path) {
    if (!isRecord(schema)) return [];
    const { properties, items, additionalProperties } = schema;
    schema =
      typeof key === 'number' ? items : isRecord(properties) && String(key) in properties ? properties[String(key)] : additionalProperties;
  }
  return isRecord(schema) && isRecord(schema['properties']) ? Object.keys(schema['properties']) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
