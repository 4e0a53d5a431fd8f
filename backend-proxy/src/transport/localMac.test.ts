import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openLocalMac } from './localMac.ts';

const mac = openLocalMac('studio');
afterAll(() => mac.close());
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

  it('runs several programs at once: one that takes long holds up no other', async () => {
    const stop = new AbortController();
    const slow = mac.run(['sleep', '64'], { ...WITHIN, signal: stop.signal });
    expect(await mac.run(['echo', 'quick'], WITHIN)).toMatchObject({ value: { code: 0, stdout: 'quick\n' } });
    stop.abort();
    expect(await slow).toMatchObject({ ok: false });
  });

  it('starts no process of its own for programs that come one after the other', async () => {
    const parent = async (): Promise<string> => {
      const ran = await mac.run(['sh', '-c', 'echo $PPID'], WITHIN);
      return ran.ok ? ran.value.stdout : '';
    };
    const first = await parent();
    expect(first.trim()).not.toBe(String(process.pid));
    expect(await parent()).toBe(first);
  });

  it('gives an answer although the shell that runs programs is killed', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'local-mac-'));
    // The first run kills its parent, the shell; the second, on a child of ours, has none to kill.
    const script = `[ -f ${dir}/ran ] && exec echo again; touch ${dir}/ran; kill -9 $PPID; sleep 60`;
    expect(await mac.run(['sh', '-c', script], WITHIN)).toMatchObject({ value: { code: 0, stdout: 'again\n' } });
    expect(await mac.run(['echo', 'and on'], WITHIN)).toMatchObject({ value: { stdout: 'and on\n' } });
    await rm(dir, { recursive: true });
  });

  it('leaves names of a shell’s own commands and settings of one program to that program', async () => {
    expect(await mac.run(['exit', '3'], WITHIN)).toMatchObject({ value: { code: 127 } });
    await mac.run(['true'], { ...WITHIN, env: { TART_HOME: '/elsewhere' } });
    expect(await mac.run(['sh', '-c', 'echo "${TART_HOME:-none}"; cat'], WITHIN)).toMatchObject({ value: { stdout: 'none\n' } });
  });

  it('keeps output apart that has no last newline, or looks like a mark', async () => {
    const ran = await mac.run(['sh', '-c', 'printf "0 @ab"; printf "\n1 @\nµ" >&2'], WITHIN);
    expect(ran).toMatchObject({ value: { code: 0, stdout: '0 @ab', stderr: '\n1 @\nµ' } });
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
