import { Client } from 'ssh2';
import type { Guest } from './guest.ts';

/** A kept ssh2 connection. The host key is not checked: these guests lie in namespaces of this machine. */
export function connect({ address, port, user, password }: Guest): Promise<Client> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.once('ready', () => {
      client.setNoDelay(true);
      resolve(client);
    });
    client.on('error', reject);
    client.connect({ host: address, port, username: user, password });
  });
}

/** Runs a command to its end; its output is read and let go. Throws when the guest opens no session. */
export function exec(client: Client, command: string): Promise<number> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, stream) => {
      if (error) return reject(error);
      let bytes = 0;
      stream.on('data', (chunk: Buffer) => (bytes += chunk.length));
      stream.stderr.resume();
      stream.once('close', () => resolve(bytes));
    });
  });
}

/** Ends a connection and waits until it is closed. */
export function disconnect(client: Client): Promise<void> {
  return new Promise((resolve) => {
    client.once('close', () => resolve());
    client.end();
  });
}
