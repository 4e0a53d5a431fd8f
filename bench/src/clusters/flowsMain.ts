// One cluster of the reference lab with its API server and a Hubble that makes as many flows as it is told, and counts them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forward } from '../../../lab/src/cluster/access/forward.ts';
import { openCluster } from '../../../lab/src/cluster/openCluster.ts';
import { toMachine } from '../../../lab/src/cluster/toMachine.ts';
import { makeFleet } from '../../../lab/src/fleet.ts';
import { openKubeApi } from '../../../lab/src/kube/openKubeApi.ts';
import { SimulatedVm } from '../../../lab/src/simulatedVm.ts';
import { KeyStore } from '../../../lab/src/ssh/keys.ts';
import { answerMessages } from './answerMessages.ts';
import { type CountedHubble, openCountedHubble } from './countedHubble.ts';
import { ToFlows } from './messages.ts';

const CLUSTER = 'dev';
const closers: (() => void | Promise<void>)[] = [];
let hubble: CountedHubble | undefined;

async function open(dir: string) {
  const keys = new KeyStore(join(dir, 'keys'));
  const now = Date.now;
  const machines = makeFleet()
    .filter(({ cluster }) => cluster === CLUSTER)
    .map((spec) => toMachine(new SimulatedVm({ spec, seed: 1, now, keys, password: '' }), true));
  const cluster = openCluster({ name: CLUSTER, machines, seed: 1, now });
  closers.push(() => cluster.close());
  const opened = openCountedHubble(CLUSTER, cluster.store);
  closers.push(() => opened.close());
  hubble = opened;
  const server = await openKubeApi({
    name: CLUSTER,
    dir: join(dir, 'pki'),
    store: cluster.store,
    hooks: { usage: () => cluster.usage.read(), portForward: (pod, port) => forward(pod, port, opened) },
  });
  closers.push(() => server.close());
  mkdirSync(dir, { recursive: true });
  const kubeconfig = join(dir, `${CLUSTER}.yaml`);
  writeFileSync(kubeconfig, server.kubeconfig(), { mode: 0o600 });
  return { cluster: CLUSTER, kubeconfig };
}

answerMessages(
  ToFlows,
  async (message) => {
    switch (message.do) {
      case 'open':
        return open(message.dir);
      case 'rate':
        return hubble?.set({ flowsPerSecond: message.perSecond });
      case 'sent':
        return { flows: hubble?.sent() ?? {} };
    }
  },
  async () => {
    for (const close of closers.reverse()) await close();
  },
);
