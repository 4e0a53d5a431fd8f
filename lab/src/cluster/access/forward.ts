import { Duplex } from 'node:stream';
import { recordsAt, textMapAt } from '../../kube/fields.ts';
import type { KubeObject } from '../../kube/objectStore.ts';
import type { Hubble } from '../../hubble/openHubble.ts';

const RELAY_PORT = 4245;

/** A connection to a port of a pod: Hubble Relay's own, and a page of a few words where a container listens. */
export function forward(pod: KubeObject, port: number, hubble: Hubble): Promise<Duplex> {
  const app = textMapAt(pod, 'metadata', 'labels').app ?? pod.metadata.name;
  if (app === 'hubble-relay' && port === RELAY_PORT) {
    const connection = hubble.connectRelay();
    return connection ? Promise.resolve(connection) : Promise.reject(refused(port));
  }
  const ports = recordsAt(pod, 'spec', 'containers').flatMap((container) => recordsAt(container, 'ports'));
  return ports.some(({ containerPort }) => containerPort === port) ? Promise.resolve(smallServer(app)) : Promise.reject(refused(port));
}

const refused = (port: number): Error =>
  new Error(`failed to connect to localhost:${port} inside namespace: dial tcp4 127.0.0.1:${port}: connect: connection refused`);

/** Answers the first request with one page, as HTTP/1.1. */
function smallServer(app: string): Duplex {
  const body = `<!doctype html><title>${app}</title><h1>${app}</h1>\n`;
  let asked = '';
  return new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, done) {
      asked += chunk.toString('latin1');
      if (asked.includes('\r\n\r\n')) {
        asked = '';
        this.push(
          `HTTP/1.1 200 OK\r\nserver: ${app}\r\ncontent-type: text/html\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
        );
        this.push(null);
      }
      done();
    },
  });
}
