import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { execHubble } from './execHubble.ts';
import { openHubble } from './openHubble.ts';
import { NOON_MS, demoStore } from './testing.ts';

const open = () => openHubble({ cluster: 'dev', store: demoStore(), seed: 1, now: () => NOON_MS, everyTick: () => () => undefined });
const podOf = (app: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: `${app}-x`, namespace: 'kube-system', labels: { 'k8s-app': app } },
  spec: { nodeName: 'dev-master' },
});
function execIn(app: string, argv: string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const said = Promise.all([text(stdout), text(stderr)]);
  const request = {
    pod: podOf(app),
    container: 'cilium-agent',
    argv,
    tty: false,
    stdin: null,
    stdout,
    stderr,
    signal: AbortSignal.timeout(60_000),
  };
  const end = async (code: Promise<number> | null) => {
    const exit = await code;
    stdout.end();
    stderr.end();
    const [out, err] = await said;
    return { exit, out, err };
  };
  return { request, end };
}

describe('a command in a pod', () => {
  it('is hubble in an agent, and nothing else', async () => {
    const hubble = open();
    const { request, end } = execIn('cilium', ['hubble', 'observe', '-o', 'jsonpb', '--last', '300']);
    const { exit, out } = await end(execHubble(hubble, request));
    expect(exit).toBe(0);
    expect(out.trimEnd().split('\n')).toHaveLength(300);
    expect(execHubble(hubble, execIn('cilium', ['sh']).request)).toBeNull();
    expect(execHubble(hubble, execIn('coredns', ['hubble', 'observe']).request)).toBeNull();
    hubble.close();
  });

  it('that is refused says why on stderr', async () => {
    const hubble = open();
    const { request, end } = execIn('cilium', ['hubble', 'observe', '--colour', 'on']);
    expect(await end(execHubble(hubble, request))).toEqual({ exit: 1, out: '', err: 'unknown flag: --colour\n' });
    hubble.close();
  });
});
