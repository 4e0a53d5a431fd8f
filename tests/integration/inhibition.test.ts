import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../apiserver/freePort.ts';
import { answers, startProgram, type Program } from '../support/alerting/program.ts';
import { until } from '../support/proxyProcess.ts';

const CONFIG = fileURLToPath(new URL('../../provisioning/alertmanager/alertmanager.yml', import.meta.url));
const Alerts = z.array(z.object({ labels: z.record(z.string(), z.string()), status: z.object({ inhibitedBy: z.array(z.string()) }) }));

type Labels = Readonly<Record<string, string>>;
/** A critical alert, a warning, and whether the warning is held back. */
const CASES: readonly [what: string, critical: Labels, warning: Labels, isHeldBack: boolean][] = [
  ['one node', { cluster: 'dev', node: 'w1' }, { cluster: 'dev', node: 'w1', instance: 'w1', vm: 'w1' }, true],
  ['a pod on the node', { cluster: 'dev', node: 'w1' }, { cluster: 'dev', node: 'w1', namespace: 'demo', pod: 'a' }, true],
  ['a node of that name in another cluster', { cluster: 'dev', node: 'w1' }, { cluster: 'prod', node: 'w1' }, false],
  ['one node, where there is no label for the cluster', { node: 'w1' }, { node: 'w1' }, true],
  ['one VM', { instance: 'build', vm: 'build' }, { instance: 'build', mountpoint: '/' }, true],
  ['another VM', { instance: 'build' }, { instance: 'other' }, false],
  ['alerts that both lack every label of a target', { cluster: 'dev' }, { cluster: 'dev', reason: 'POLICY_DENIED' }, false],
  ['a pod, by an alert about a proxy', { job: 'tart-lab', instance: 'lab:4100' }, { namespace: 'demo', pod: 'a' }, false],
  [
    'a namespace, by an alert about all of it',
    { cluster: 'dev', namespace: 'demo' },
    { cluster: 'dev', namespace: 'demo', pod: 'a' },
    true,
  ],
  ['another namespace', { cluster: 'dev', namespace: 'demo' }, { cluster: 'dev', namespace: 'shop' }, false],
  ['one pod', { namespace: 'demo', pod: 'a' }, { namespace: 'demo', pod: 'a', container: 'c' }, true],
  ['its neighbour', { namespace: 'demo', pod: 'a' }, { namespace: 'demo', pod: 'b' }, false],
];

const OWN_TARGETS = new Set(['cluster', 'node', 'instance', 'namespace']);
/** The cases share one Alertmanager: their targets are told apart by a number behind each value. */
function alertOf(kind: 'Critical' | 'Warning', labels: Labels, number: number): { labels: Labels } {
  const own = Object.entries(labels).map(([name, value]) => [name, OWN_TARGETS.has(name) ? `${value}-${number}` : value]);
  return { labels: { ...Object.fromEntries(own), alertname: `${kind}${number}`, severity: kind.toLowerCase() } };
}

let dir: string;
let url: string;
let alertmanager: Program;
let known: z.infer<typeof Alerts>;
const isHeld = (number: number): boolean | undefined => {
  const found = known.find(({ labels }) => labels['alertname'] === `Warning${number}`);
  return found && found.status.inhibitedBy.length > 0;
};

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tart-lab-inhibition-'));
  url = `http://127.0.0.1:${await freePort()}`;
  const args = [`--config.file=${CONFIG}`, `--storage.path=${dir}`, `--web.listen-address=${url.slice(7)}`, '--cluster.listen-address='];
  alertmanager = await startProgram('prometheus-alertmanager', args, () => answers(`${url}/-/ready`));
  const alerts = CASES.flatMap(([, critical, warning], number) => [
    alertOf('Critical', critical, number),
    alertOf('Warning', warning, number),
  ]);
  const headers = { 'content-type': 'application/json' };
  await fetch(`${url}/api/v2/alerts`, { method: 'POST', headers, body: JSON.stringify(alerts) });
  // All came in together: when those are held back that should be, the others have been looked at as well.
  await until(
    async () => {
      known = Alerts.parse(await (await fetch(`${url}/api/v2/alerts`)).json());
      return CASES.every(([, , , isHeldBack], number) => !isHeldBack || isHeld(number)) || undefined;
    },
    10_000,
    () => JSON.stringify(known),
  );
});
afterAll(async () => {
  await alertmanager?.stop();
  await rm(dir, { recursive: true });
});

describe('a warning is held back while a critical alert fires (Alertmanager with the provisioned configuration)', () => {
  it.each(CASES.map(([what, , , isHeldBack], number) => [isHeldBack ? 'about' : 'but not about', what, number, isHeldBack] as const))(
    '%s %s',
    (_about, _what, number, isHeldBack) => expect(isHeld(number)).toBe(isHeldBack),
  );

  it('and no critical alert ever is', () => {
    const critical = known.filter(({ labels }) => labels['severity'] === 'critical');
    expect(critical).toHaveLength(CASES.length);
    expect(critical.flatMap(({ status }) => status.inhibitedBy)).toEqual([]);
  });
});
