import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './setup.mjs';

const compose = parse(readFileSync(join(root, 'docker-compose.yaml'), 'utf8'), { merge: true });
const services = Object.entries(compose.services);

describe('docker-compose.yaml', () => {
  it('pins every image that is not built here', () => {
    for (const [name, { image, build }] of services)
      if (!build && image !== 'tart-lab') expect(image, name).toMatch(/:(\$\{\w+:-)?v?\d+\.\d+\.\d+/);
  });

  it('opens ports on loopback only', () => {
    for (const [, { ports = [] }] of services) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('holds no secret: the token comes from the environment, and is demanded', () => {
    const tokens = services.flatMap(([, { environment = {} }]) => environment.TART_LAB_TOKEN ?? []);
    expect(tokens).toHaveLength(2);
    for (const token of tokens) expect(token).toMatch(/^\$\{TART_LAB_TOKEN:\?/);
  });

  it('uses volumes and paths that exist', () => {
    for (const [name, { volumes = [] }] of services) {
      for (const source of volumes.map((volume) => volume.split(':')[0])) {
        if (source.startsWith('.')) expect(existsSync(join(root, source)), name).toBe(true);
        else expect(Object.keys(compose.volumes), name).toContain(source);
      }
    }
  });
});
