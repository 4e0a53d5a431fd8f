import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { ailmentsOfCluster } from './faults/clusterFaults.ts';
import { faultsText } from './faults/doFault.ts';
import { FaultRefused } from './faults/faultRefused.ts';
import type { Lab } from './openLab.ts';

/** A running lab's door for commands; its port and token are in DIR/control.json, which only its owner reads. */
export interface Control {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const MAX_BODY_CHARS = 10_000;

/** Listens on loopback for `{"command":"fault","name","vm","args"}`, `status` and `faults`. */
export async function openControl(lab: Lab, port: number): Promise<Control> {
  const token = randomBytes(24).toString('hex');
  const server = createServer((request, response) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${token}`);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      response.writeHead(403).end('the token in control.json is another one\n');
      return;
    }
    text(request)
      .then((body) => answer(lab, body.slice(0, MAX_BODY_CHARS)))
      .then(
        (said) => response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(said),
        (error: unknown) => {
          const refused = error instanceof FaultRefused || error instanceof SyntaxError;
          response.writeHead(refused ? 400 : 500).end(`${error instanceof Error ? error.message : String(error)}\n`);
        },
      );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  const used = typeof address === 'object' && address ? address.port : port;
  const file = join(lab.dir, 'control.json');
  writeFileSync(file, `${JSON.stringify({ port: used, token })}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return {
    port: used,
    close: async () => {
      rmSync(file, { force: true });
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(lab: Lab, body: string): Promise<string> {
  const words: unknown = JSON.parse(body);
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) throw new FaultRefused('a command is a list of words');
  const [command = '', ...rest] = words;
  if (command === 'status') return statusText(lab);
  if (command === 'faults') return faultsText();
  if (command === 'load-test') return `${await lab.fault('load-test', rest[0] ?? 'dev', ...rest.slice(1))}\n`;
  if (command !== 'fault') throw new FaultRefused(`unknown command "${command}"; there are fault, load-test, status, faults`);
  const [name, target, ...args] = rest;
  if (name === undefined) throw new FaultRefused(`say which fault:\n${faultsText()}`);
  if (target === undefined) {
    const lines = faultsText().split('\n');
    const usages = lines.filter((line) => line.startsWith(`fault ${name} `));
    throw new FaultRefused(`say of what:\n${(usages.length > 0 ? usages : lines).join('\n')}`);
  }
  return `${await lab.fault(name, target, ...args)}\n`;
}

function statusText(lab: Lab): string {
  const vms = lab
    .vms()
    .map(({ name, cluster, state, host, port, ailments }) => [name, cluster ?? '-', state, `${host}:${port}`, ailments.join(', ')]);
  const clusters = lab.clusters.map((served) => {
    const { cluster, server } = served;
    const pods = cluster.store.list('core/pods').length;
    return [served.name, 'cluster', `${pods} pods`, server.url.replace('https://', ''), ailmentsOfCluster(served).join(', ')];
  });
  const rows = [...vms, ...clusters];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
