import type { Client } from 'ssh2';
import { connect, disconnect, exec } from './execClient.ts';
import type { Guest } from './guest.ts';
import type { Way } from './way.ts';

/** One kept ssh2 connection per guest, and one exec after the other on it for each command. */
export function keptExecs(commands: readonly string[]): Way {
  const clients = new Map<string, Client>();
  return {
    async open(guests) {
      for (const guest of guests) clients.set(guest.name, await connect(guest));
    },
    async read({ name }: Guest) {
      const client = clients.get(name);
      if (!client) throw new Error(`${name} is not connected`);
      for (const command of commands) {
        if ((await exec(client, command)) === 0) throw new Error(`${name}: ${command} printed nothing`);
      }
    },
    async close() {
      await Promise.all([...clients.values()].map(disconnect));
    },
  };
}
