import { join } from 'node:path';
import { sendCommand } from '../../lab/src/sendCommand.ts';
import { expect, test } from './support/test.ts';

const LAB = join(import.meta.dirname, '../../.tart-lab/lab');
const DAY_HOURS = 24;

test('finds a lab in which something happened', async ({ lab }) => {
  const happened = async (): Promise<number> => (await lab.column({ kind: 'events', limit: 10 }, 'body', DAY_HOURS)).length;
  // The simulated lab of this checkout has just started, perhaps: then something is made to happen.
  if ((await happened()) === 0) {
    await sendCommand(LAB, ['fault', 'reboot', 'dev-worker1']);
    await sendCommand(LAB, ['load-test', 'dev', '40', '30']);
  }
  await expect.poll(happened, { message: 'the lab has an event of the last day', timeout: 60_000 }).toBeGreaterThan(0);
});
