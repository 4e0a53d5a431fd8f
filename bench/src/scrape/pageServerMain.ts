// Serves /metrics and /probe of so many VMs that nobody reads: what a scrape costs by itself. GET /renew is a frame of every VM.
import { createServer } from 'node:http';
import express from 'express';
import { exposeRoutes } from '../../../backend-proxy/src/http/expose.ts';
import { LabState } from '../../../backend-proxy/src/live/labState.ts';
import { FACTS, vmOf } from '../../../backend-proxy/src/testing.ts';
import { clusterAtNoon, frameOf } from '../../../tests/support/seedOnePage.ts';
import { REFERENCE_NAMES } from '../../../tests/testlab/testLab.ts';

const count = Number(process.argv[2]);
const lab = new LabState(Date.now);
const frames = await Promise.all(REFERENCE_NAMES.map((name) => frameOf(name)));
// The first are the reference lab's VMs with their names; the others are like them.
const names = Array.from({ length: count }, (_, i) => REFERENCE_NAMES[i] ?? `vm-${String(i).padStart(4, '0')}`);
lab.setInventory(
  names.map((name) => vmOf(name, { imageBytes: 9_412_000_000 })),
  [],
);
lab.setClusters(['platform', 'dev', 'staging', 'prod'].map((name) => clusterAtNoon(name)));
lab.markReady();

function renew(): void {
  const atMs = Date.now();
  for (const [i, vm] of names.entries()) {
    const frame = frames[i % frames.length];
    if (frame) lab.applyReport({ ...frame, vm, atMs }, []);
  }
}
renew();

const app = express().set('query parser', 'simple');
app.get('/renew', (_req, res) => {
  renew();
  res.end();
});
// Nothing ages here: what is measured is how the page is made.
app.use(
  exposeRoutes({ lab, readFacts: () => Promise.resolve(FACTS), now: Date.now, intervalMs: () => 3_600_000, periodMs: () => 3_600_000 }),
);
const server = createServer(app).listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`port ${typeof address === 'object' && address ? address.port : ''}`);
});
