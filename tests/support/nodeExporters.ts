import type { TestGuest } from '../testlab/testGuest.ts';
import type { TestLab } from '../testlab/testLab.ts';
import { answers } from './alerting/program.ts';
import { until } from './proxyProcess.ts';

const PORT = 9100;

/** Where a guest's node_exporter listens. */
export const exporterOf = ({ address }: TestGuest): string => `${address}:${PORT}`;

/** Starts Debian's node_exporter, as it comes, in every guest. They end with their guests. */
export async function startNodeExporters(lab: TestLab): Promise<void> {
  await Promise.all(
    lab.guests.map(async (guest) => {
      const start = `prometheus-node-exporter --web.listen-address=${exporterOf(guest)} --log.level=error >/dev/null 2>&1 &`;
      await guest.run(['sh', '-c', start]);
      await until(
        async () => (await answers(`http://${exporterOf(guest)}/`)) || undefined,
        15_000,
        () => `node_exporter of ${guest.name}`,
      );
    }),
  );
}
