import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { openLab, type Lab } from '../../lab/src/openLab.ts';
import { openProcess, until, type ProxyProcess } from '../support/proxyProcess.ts';
import { openHttpProxy, openSocksProxy, type Tunnels } from '../support/tunnels.ts';

const PASSWORD = 'way-password-5c2e';
const Kubeconfig = z.looseObject({
  clusters: z.tuple([z.looseObject({ cluster: z.looseObject({ server: z.string() }) })]),
  users: z.tuple([z.looseObject({ user: z.record(z.string(), z.unknown()) })]),
});
type Kubeconfig = z.infer<typeof Kubeconfig>;
const Config = z.looseObject({ clusters: z.array(z.looseObject({ name: z.string(), kubeconfig: z.string() })) });

/** The built proxy on the simulated lab, where no two clusters are reached alike. */
let dir: string;
let lab: Lab;
let proxy: ProxyProcess;
let http: Tunnels;
let socks: Tunnels;
/** Of the API servers, as `host:port`. */
const servers: Record<string, string> = {};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tart-lab-ways-'));
  [lab, http, socks] = await Promise.all([
    openLab({ dir: join(dir, 'lab'), vms: 10, seed: 1, sshPort: 0 }),
    openHttpProxy('way', PASSWORD),
    openSocksProxy(),
  ]);
  const config = Config.parse(parse(await readFile(lab.configFile, 'utf8')));
  const ways: Record<string, (kubeconfig: Kubeconfig) => Promise<void> | void> = {
    dev: ({ clusters: [{ cluster }] }) => void (cluster['proxy-url'] = `http://way:${PASSWORD}@127.0.0.1:${http.port}`),
    staging: ({ clusters: [{ cluster }] }) => void (cluster['proxy-url'] = `socks5://127.0.0.1:${socks.port}`),
    prod: logInByPlugin,
  };
  for (const cluster of config.clusters) {
    const kubeconfig = Kubeconfig.parse(parse(await readFile(cluster.kubeconfig, 'utf8')));
    servers[cluster.name] = new URL(kubeconfig.clusters[0].cluster.server).host;
    await ways[cluster.name]?.(kubeconfig);
    cluster.kubeconfig = join(dir, `${cluster.name}.yaml`);
    await writeFile(cluster.kubeconfig, stringify(kubeconfig), { mode: 0o600 });
  }
  const quick = { listen: '127.0.0.1:0', token: '${TART_LAB_TOKEN}', intervals: { guests: '1s', inventory: '1s' } };
  await writeFile(join(dir, 'tart-lab.yaml'), stringify({ ...config, ...quick }));
  proxy = await openProcess(dir);
});
afterAll(async () => {
  await proxy.stop();
  await Promise.all([lab.close(), http.close(), socks.close()]);
  await rm(dir, { recursive: true });
});

/** Its token is told by a program (client.authentication.k8s.io), as clouds do it. */
async function logInByPlugin({ users: [entry] }: Kubeconfig): Promise<void> {
  const command = join(dir, 'login');
  const credential = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: entry.user };
  await writeFile(command, `#!/bin/sh\necho called >> '${dir}/logins'\necho '${JSON.stringify(credential)}'\n`);
  await chmod(command, 0o700);
  entry.user = { exec: { apiVersion: credential.apiVersion, command, interactiveMode: 'Never' } };
}

const rowOf = async (cluster: string) => (await proxy.table('clusters')).find((row) => row['cluster'] === cluster);

it.each(['platform', 'dev', 'staging', 'prod'])('%s is watched, and its flows are followed by Relay', async (cluster) => {
  const row = await until(
    async () => {
      const now = await rowOf(cluster);
      return now?.['status'] === 'up' && now['flows_via'] === 'relay' ? now : undefined;
    },
    30_000,
    async () => JSON.stringify([await rowOf(cluster), (await proxy.health()).problems]),
  );
  expect(row['nodes']).toBeGreaterThan(1);
  await until(async () => {
    const { frames } = await proxy.query({ kind: 'flows', view: 'list', limit: 1, clusters: [cluster] });
    return (frames[0]?.data.values[0]?.length ?? 0) > 0 || undefined;
  }, 20_000);
});

it('takes the ways that the kubeconfigs name, and no other', () => {
  expect(new Set(http.opened)).toEqual(new Set([servers['dev']]));
  expect(new Set(socks.opened)).toEqual(new Set([servers['staging']]));
});

it('asks the plugin once', async () => {
  expect(await readFile(join(dir, 'logins'), 'utf8')).toBe('called\n');
});

it('says the proxy’s password nowhere', async () => {
  expect(proxy.log()).not.toContain(PASSWORD);
  expect(JSON.stringify([await proxy.health(), await proxy.table('clusters'), await proxy.table('problems')])).not.toContain(PASSWORD);
});
