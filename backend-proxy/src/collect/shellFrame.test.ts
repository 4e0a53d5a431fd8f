import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Collector, Findings } from './collector.ts';
import { frameAsk, frameSetup } from './frame.ts';
import { parseFrame } from './frameAnswer.ts';
import { LINUX_COLLECTORS } from './registry.ts';
import { ok } from '../result.ts';

// Real processes: some tests start a hundred, on machines that do other things too.
vi.setConfig({ testTimeout: 30_000 });

const SHELLS = [['dash'], ['bash'], ['busybox', 'sh']].filter(([command]) =>
  ['/bin', '/usr/bin'].some((folder) => existsSync(join(folder, command ?? ''))),
);
const NONCE = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const running: ChildProcess[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A shell that reads frames from its stdin, as a guest's does. */
function openShell([command = '', ...args]: readonly string[], collectors: readonly Collector[], env = process.env) {
  const child = spawn(command, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  running.push(child);
  let stdout = '';
  let stderr = '';
  let check = (): void => undefined;
  child.stdout.on('data', (bytes: Buffer) => {
    stdout += bytes.toString();
    check();
  });
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
  });
  child.stdin.write(frameSetup(collectors));
  return async (due: readonly Collector[], nonce = NONCE) => {
    const { text, endMarker } = frameAsk(due, nonce);
    stdout = '';
    stderr = '';
    const done = new Promise<void>((resolve) => {
      check = () => {
        if (stdout.includes(`${endMarker}\n`)) resolve();
      };
    });
    child.stdin.write(text);
    await done;
    return { sections: parseFrame({ text: stdout, stderr, whole: true }, nonce, due), stdout };
  };
}

const sleeping: Collector[] = [
  { name: 'reader', os: 'linux', everySeconds: 0, ask: 'cat', toFindings: () => ok({ readings: [] }) },
  { name: 'bare', os: 'linux', everySeconds: 0, ask: "printf 'no newline'", toFindings: () => ok({ readings: [] }) },
  { name: 'failing', os: 'linux', everySeconds: 0, ask: 'echo why >&2; [ 1 -eq 2 ]', toFindings: () => ok({ readings: [] }) },
  { name: 'absent', os: 'linux', everySeconds: 0, files: ['/proc/no-such-file'], toFindings: () => ok({ readings: [] }) },
  { name: 'present', os: 'linux', everySeconds: 0, files: ['/proc/uptime'], toFindings: () => ok({ readings: [] }) },
];
/** What this machine has of the guest's optional parts: not every one that runs tests has ss, procps or PSI. */
const optionalHere = (name: string): boolean =>
  ({
    ports: existsSync('/usr/bin/ss') || existsSync('/bin/ss'),
    topProcesses: existsSync('/usr/bin/ps') || existsSync('/bin/ps'),
    pressure: existsSync('/proc/pressure/cpu'),
  })[name] ?? true;

/** The ports collector, looking into a folder instead of /proc/net. */
const portsOf = (folder: string): Collector[] =>
  LINUX_COLLECTORS.filter(({ name }) => name === 'ports').map((ports) => ({
    ...ports,
    setup: ports.setup?.replaceAll('/proc/net/', `${folder}/`),
  }));

/** /proc/net/tcp: listening sockets first, as the kernel lists them. */
function tcpTable(listening: readonly number[], connected: number): string {
  const row = (port: number, peer: number, state: string) =>
    `   0: 00000000:${hex(port)} 00000000:${hex(peer)} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${7000 + port} 1 0 100 0 0 10 0\n`;
  const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');
  const head = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
  const connections = Array.from({ length: connected }, (_, i) => row(443, 30_000 + i, '01'));
  return head + listening.map((port) => row(port, 0, '0A')).join('') + connections.join('');
}

describe.skipIf(process.platform !== 'linux').each(SHELLS)('a frame in %s', (...shell) => {
  it('gives every section of this machine, understood', async () => {
    const ask = openShell(shell, LINUX_COLLECTORS);
    const { sections } = await ask(LINUX_COLLECTORS);
    for (const collector of LINUX_COLLECTORS.filter(({ name }) => optionalHere(name))) {
      const section = sections.get(collector.name);
      if (!section?.ok) throw new Error(`${collector.name}: ${section?.error.detail}`);
      if (collector.name === 'ports' && section.value === '') continue;
      expect(collector.toFindings(section.value), collector.name).toMatchObject({ ok: true });
    }
  });

  it('agrees with free, df and the clock of this machine', async () => {
    const ask = openShell(shell, LINUX_COLLECTORS);
    const { sections } = await ask(LINUX_COLLECTORS);
    const readings = LINUX_COLLECTORS.flatMap((collector) => {
      const section = sections.get(collector.name);
      const findings = section?.ok ? collector.toFindings(section.value) : undefined;
      return findings?.ok ? (findings.value satisfies Findings).readings : [];
    });
    const value = (name: string, labels: Record<string, string> = {}) =>
      readings.find((one) => one.name === name && Object.entries(labels).every(([label, text]) => one.labels[label] === text))?.value ??
      NaN;

    expect(Math.abs(value('node_time_seconds') - Date.now() / 1000)).toBeLessThan(5);
    expect(Math.abs(value('tart_uptime_seconds') - Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]))).toBeLessThan(5);
    const [, total, , , , , available] = /^Mem:.*$/m
      .exec(execFileSync('free', ['-b'], { encoding: 'utf8' }))![0]
      .split(/\s+/)
      .map(Number);
    expect(value('node_memory_MemTotal_bytes')).toBe(total);
    expect(Math.abs(value('node_memory_MemAvailable_bytes') / available! - 1)).toBeLessThan(0.1);
    const root = execFileSync('df', ['-P', '-k', '/'], { encoding: 'utf8' }).trim().split('\n')[1]!.split(/\s+/).map(Number);
    // A root that is an overlay is no disk of its own and has no reading.
    if (!Number.isNaN(value('node_filesystem_size_bytes', { mountpoint: '/' }))) {
      expect(value('node_filesystem_size_bytes', { mountpoint: '/' })).toBe(root[1]! * 1024);
      expect(Math.abs(value('node_filesystem_avail_bytes', { mountpoint: '/' }) / (root[3]! * 1024) - 1)).toBeLessThan(0.1);
    }
    expect(value('node_processes_pids')).toBeGreaterThan(1);
  });

  it('answers the next frame after commands that read stdin, print no newline, fail, or lack their file', async () => {
    const ask = openShell(shell, sleeping);
    for (const nonce of [NONCE, 'd'.repeat(32)]) {
      const { sections } = await ask(sleeping, nonce);
      expect(sections.get('reader')).toEqual(ok(''));
      expect(sections.get('bare')).toEqual(ok('no newline'));
      expect(sections.get('failing')).toMatchObject({
        error: { kind: 'section_failed', detail: expect.stringContaining('exit status 1') },
      });
      expect(sections.get('absent')).toMatchObject({
        error: { kind: 'section_failed', detail: expect.stringContaining('/proc/no-such-file') },
      });
      expect(sections.get('present')).toMatchObject({ ok: true });
    }
  });

  it('says the start marker before anything that takes time, and nothing while the channel opens', async () => {
    const { stdout } = await openShell(shell, LINUX_COLLECTORS)(LINUX_COLLECTORS);
    expect(stdout.startsWith(`@${NONCE} start\n`)).toBe(true);
  });

  it('loses only the sections of tools that the guest does not have', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guest-'));
    folders.push(folder);
    for (const tool of ['head', 'uname', 'date', 'id']) {
      const path = ['/usr/bin', '/bin'].map((place) => join(place, tool)).find(existsSync);
      writeFileSync(join(folder, tool), `#!/bin/sh\nexec ${path} "$@"\n`, { mode: 0o755 });
    }
    const command = ['/usr/bin', '/bin'].map((place) => join(place, shell[0] ?? '')).find(existsSync) ?? '';
    const ask = openShell([command, ...shell.slice(1)], LINUX_COLLECTORS, { PATH: folder });
    const { sections } = await ask(LINUX_COLLECTORS);
    const lost = [...sections].filter(([, section]) => !section.ok).map(([name]) => name);
    expect(lost.filter((name) => name !== 'pressure')).toEqual(expect.arrayContaining(['ports']));
    expect(lost).not.toContain('tcp');
    expect(lost).not.toContain('cpu');
    expect(lost).not.toContain('network');
    expect(lost).not.toContain('clock');
  });

  it('names owners by sudo when allowed, asks it once per channel, and again only when sockets differ', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guest-'));
    folders.push(folder);
    const log = join(folder, 'log');
    const sockets = join(folder, 'sockets');
    const tool = (name: string, script: string) => writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    tool('id', 'echo 1000');
    tool('sudo', `echo "$*" >>${log}; shift; OWNER='users:(("sshd",pid=8,fd=3))' exec "$@"`);
    tool('ss', `while read -r port; do echo "tcp LISTEN 0 9 *:$port *:* $OWNER"; done <${sockets}`);
    const ports = portsOf(folder);
    const ask = openShell(shell, ports, { PATH: `${folder}:${process.env['PATH']}` });
    const turn = async () => {
      const section = (await ask(ports)).sections.get('ports');
      const findings = section?.ok ? ports[0]?.toFindings(section.value) : undefined;
      return findings?.ok ? findings.value.ports?.map(({ port, process }) => `${port} ${process}`) : undefined;
    };
    const listen = (listening: readonly number[], connected = 0) => {
      writeFileSync(sockets, listening.map((port) => `${port}\n`).join(''));
      writeFileSync(join(folder, 'tcp'), tcpTable(listening, connected));
    };
    const asked = () => readFileSync(log, 'utf8').split('\n').filter(Boolean);
    listen([22]);
    expect(await turn()).toEqual(['22 sshd']);
    listen([22], 30);
    expect(await turn()).toEqual(['22 sshd']);
    expect(asked()).toEqual(['-n ss -H -tuln', '-n ss -H -tulnp']);
    listen([22, 80], 30);
    expect(await turn()).toEqual(['22 sshd', '80 sshd']);
    listen([22, 81], 31);
    expect(await turn()).toEqual(['22 sshd', '81 sshd']);
    expect(asked()).toHaveLength(4);
    for (let more = 0; more < 20; more++) await turn();
    expect(asked()).toEqual(['-n ss -H -tuln', ...Array.from({ length: 4 }, () => '-n ss -H -tulnp')]);
  });

  it('sees that sockets differ also where a table is longer than what is read of it, and does not ask for busy connections', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guest-'));
    folders.push(folder);
    const log = join(folder, 'log');
    const sockets = join(folder, 'sockets');
    const tool = (name: string, script: string) => writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    tool('id', 'echo 0');
    tool('ss', `echo "$*" >>${log}; while read -r port; do echo "tcp LISTEN 0 9 *:$port *:*"; done <${sockets}`);
    const ports = portsOf(folder);
    const ask = openShell(shell, ports, { PATH: `${folder}:${process.env['PATH']}` });
    const turn = async (listening: readonly number[], connected: number) => {
      writeFileSync(sockets, listening.map((port) => `${port}\n`).join(''));
      writeFileSync(join(folder, 'tcp'), tcpTable(listening, connected));
      const section = (await ask(ports)).sections.get('ports');
      const findings = section?.ok ? ports[0]?.toFindings(section.value) : undefined;
      return findings?.ok ? findings.value.ports?.map(({ port }) => port) : undefined;
    };
    expect(await turn([22], 3000)).toEqual([22]);
    expect(await turn([22], 3001)).toEqual([22]);
    expect(readFileSync(log, 'utf8')).toBe('-H -tulnp\n');
    const many = Array.from({ length: 300 }, (_, i) => 1000 + i);
    expect(await turn(many, 5)).toEqual(many);
    const other = [...many.slice(0, -1), 9000];
    expect(await turn(other, 5)).toEqual(other);
  });

  it.skipIf(!optionalHere('ports'))('counts TCP sockets as ss -s does', async () => {
    const ask = openShell(shell, LINUX_COLLECTORS);
    const tcp = LINUX_COLLECTORS.filter(({ name }) => name === 'tcp');
    const summary = () => {
      const text = execFileSync('ss', ['-s'], { encoding: 'utf8' });
      const [, established, orphaned, timeWait] = /\(estab (\d+), closed \d+, orphaned (\d+), timewait (\d+)\)/.exec(text) ?? [];
      return {
        established: Number(established),
        in_use: Number(/^TCP\t\s+(\d+)/m.exec(text)?.[1]),
        orphaned: Number(orphaned),
        time_wait: Number(timeWait),
      };
    };
    const read = async () => {
      const section = (await ask(tcp)).sections.get('tcp');
      const findings = section?.ok ? tcp[0]?.toFindings(section.value) : undefined;
      return new Map((findings?.ok ? findings.value.readings : []).map(({ labels, value }) => [labels['state'], value]));
    };
    // Sockets come and go while we look: at some time nothing has changed between the two.
    await expect
      .poll(async () => ({ before: summary(), states: await read() }), { timeout: 20_000, interval: 20 })
      .toSatisfy(({ before, states }: { before: ReturnType<typeof summary>; states: ReadonlyMap<string, number> }) =>
        Object.entries(before).every(([state, count]) => states.get(state) === count),
      );
  });

  it('reads ports without owners where sudo wants a password, and tries it once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guest-'));
    folders.push(folder);
    const log = join(folder, 'log');
    const tool = (name: string, script: string) => writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    tool('id', 'echo 1000');
    tool('sudo', `echo "$*" >>${log}; echo 'sudo: a password is required' >&2; exit 1`);
    tool('ss', `echo "tcp LISTEN 0 9 *:$$ *:*"`);
    const ports = LINUX_COLLECTORS.filter(({ name }) => name === 'ports');
    const ask = openShell(shell, ports, { PATH: `${folder}:${process.env['PATH']}` });
    for (let turn = 0; turn < 3; turn++) expect((await ask(ports)).sections.get('ports')).toMatchObject({ ok: true });
    expect(readFileSync(log, 'utf8')).toBe('-n ss -H -tuln\n');
  });
});
