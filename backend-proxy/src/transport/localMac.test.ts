import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openLocalMac } from './localMac.ts';

const mac = openLocalMac('studio');
const WITHIN = { timeoutMs: 5000, signal: new AbortController().signal };
/** Whether a process still runs; one that ended but was not yet reaped does not. */
const alive = async (pid: number): Promise<boolean> => {
  const state = await mac.run(['ps', '-o', 'stat=', '-p', String(pid)], WITHIN);
  return state.ok && /^[^Z\s]/.test(state.value.stdout);
};

describe('a local Mac runs programs', () => {
  it('gives output and exit code; a failing program is a value', async () => {
    expect(await mac.run(['sh', '-c', 'echo out; echo err >&2; exit 3'], WITHIN)).toEqual({
      ok: true,
      value: { code: 3, stdout: 'out\n', stderr: 'err\n' },
    });
  });

  it('hands over arguments as they are, and settings with ~ as the home', async () => {
    const ran = await mac.run(['sh', '-c', 'printf "%s|" "$@" "$TART_HOME"', 'sh', 'a b', '$X', ''], {
      ...WITHIN,
      env: { TART_HOME: '~/tart vms' },
    });
    expect(ran).toMatchObject({ value: { stdout: `a b|$X||${homedir()}/tart vms|` } });
  });

  it('looks in Homebrew’s folders too', async () => {
    expect(await mac.run(['sh', '-c', 'echo $PATH'], WITHIN)).toMatchObject({
      value: { stdout: expect.stringMatching(/:\/opt\/homebrew\/bin:\/usr\/local\/bin\n$/) },
    });
  });

  it('ends with 127 where the program is missing, as a shell would say', async () => {
    expect(await mac.run(['no-such-program-here'], WITHIN)).toMatchObject({ ok: true, value: { code: 127 } });
  });

  it('ends a program when it is stopped', async () => {
    const stop = new AbortController();
    const running = mac.run(['sh', '-c', 'sleep 62'], { ...WITHIN, signal: stop.signal });
    stop.abort();
    expect(await running).toMatchObject({ ok: false, error: { detail: expect.stringContaining('proxy stops') } });
  });

  it('ends a program at its limit together with all it started', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'local-mac-'));
    const ran = await mac.run(['sh', '-c', `sleep 63 & echo $! > ${dir}/pid; wait`], { ...WITHIN, timeoutMs: 300 });
    expect(ran).toMatchObject({ ok: false, error: { kind: 'tart_failed', target: 'studio', detail: expect.stringContaining('300 ms') } });
    const pid = Number(await readFile(`${dir}/pid`, 'utf8'));
    await expect.poll(() => alive(pid)).toBe(false);
    await rm(dir, { recursive: true });
  });

  it('keeps a mebibyte of output', async () => {
    const ran = await mac.run(['sh', '-c', 'head -c 3000000 /dev/zero | tr "\\0" x'], WITHIN);
    expect(ran.ok && ran.value.stdout.length).toBe(1024 * 1024);
  });
});

describe('a local Mac dials guests', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());
  const listen = async (): Promise<number> => {
    const opened = createServer((socket) => socket.end('hello'));
    server = opened;
    await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
    return (opened.address() as AddressInfo).port;
  };

  it('gives a stream', async () => {
    const stream = await mac.dial('127.0.0.1', await listen(), WITHIN);
    if (!stream.ok) throw new Error(stream.error.detail);
    expect(String((await stream.value.toArray())[0])).toBe('hello');
  });

  it('says what stands in the way', async () => {
    const port = await listen();
    await new Promise((resolve) => server?.close(resolve));
    expect(await mac.dial('127.0.0.1', port, WITHIN)).toMatchObject({ ok: false, error: { kind: 'connection_refused' } });
    expect(await mac.dial('127.0.0.1', port, { ...WITHIN, signal: AbortSignal.abort() })).toMatchObject({ ok: false });
  });
});
