import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { FAULTS, FaultRefused } from './faults/faults.ts';
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
  if (command !== 'fault') throw new FaultRefused(`unknown command "${command}"; there are fault, status, faults`);
  const [name, vm, ...args] = rest;
  if (name === undefined) throw new FaultRefused(`say which fault:\n${faultsText()}`);
  if (vm === undefined) throw new FaultRefused(`say which VM: fault ${name} VM ${FAULTS.get(name)?.usage ?? ''}`.trim());
  return `${await lab.fault(name, vm, ...args)}\n`;
}

function statusText(lab: Lab): string {
  const vms = lab.vms();
  const width = Math.max(...vms.map(({ name }) => name.length));
  return vms
    .map(({ name, cluster, state, host, port, ailments }) =>
      `${name.padEnd(width)}  ${(cluster ?? '-').padEnd(8)}  ${state.padEnd(9)}  ${`${host}:${port}`.padEnd(20)}  ${ailments.join(', ')}`
        .trimEnd()
        .concat('\n'),
    )
    .join('');
}

export function faultsText(): string {
  return [...FAULTS].map(([name, { usage, help }]) => `fault ${`${name} VM ${usage}`.trim().padEnd(22)}  ${help}\n`).join('');
}
