import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isLoopback, parseListen } from './listen.ts';

const start = (...args: string[]) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return { child, errors: () => errors };
};

describe('the program', () => {
  it('listens on loopback and ends on SIGTERM, also with a connection open', async () => {
    const { child } = start('--listen', '127.0.0.1:0');
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const { event, url } = JSON.parse(chunk.toString()) as { event: string; url: string };
    expect([event, new URL(url).hostname]).toEqual(['listening', '127.0.0.1']);
    await (await fetch(`${url}/healthz`)).text();
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('refuses what is no address, and says what would be one', async () => {
    const { child, errors } = start('--listen', 'everywhere');
    expect(await once(child, 'exit')).toEqual([1, null]);
    expect(errors()).toContain('write host:port');
  });
});

describe('parseListen', () => {
  it('reads addresses of both kinds, and a port alone as every address', () => {
    expect(parseListen('127.0.0.1:8080')).toEqual({ host: '127.0.0.1', port: 8080 });
    expect(parseListen('[::1]:80')).toEqual({ host: '::1', port: 80 });
    expect(parseListen(':8080')).toEqual({ host: '0.0.0.0', port: 8080 });
    for (const text of ['8080', 'a:b', '1.2.3.4:99999', '']) expect(parseListen(text)).toBeNull();
  });

  it('knows which of them others reach', () => {
    expect(['127.0.0.1', 'localhost', '::1', '[::1]'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['0.0.0.0', '192.168.64.1', '127.evil.example'].map(isLoopback)).toEqual([false, false, false]);
  });
});
