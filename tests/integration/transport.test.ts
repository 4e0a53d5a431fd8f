import { mkdtemp, rm, writeFile, copyFile, chmod, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHostKeys, type HostKeys } from '../../backend-proxy/src/transport/hostKeys.ts';
import { openLocalMac } from '../../backend-proxy/src/transport/localMac.ts';
import { openSshMac } from '../../backend-proxy/src/transport/sshMac.ts';
import { openSshPool, type SshPool } from '../../backend-proxy/src/transport/sshPool.ts';
import type { AskRequest, GuestTarget, MacHost, SshLogin } from '../../backend-proxy/src/transport/transport.ts';
import { command } from '../testlab/command.ts';
import { openTestLab, type TestLab } from '../testlab/testLab.ts';

const LOGIN: SshLogin = { user: 'admin', port: 22, password: 'admin', hostKeys: 'accept-new' };
const NAMES = ['alpha', 'bravo', 'charlie', 'studio'];
const BASH = '/usr/bin/bash';
const NEVER = new AbortController().signal;

let lab: TestLab;
let dir: string;
let hostKeys: HostKeys;
let mac: MacHost;
let pool: SshPool;
let clockMs = 0;

beforeAll(async () => {
  lab = await openTestLab({
    count: NAMES.length,
    names: NAMES,
    guests: {
      alpha: { sh: 'dash', loginShell: '/bin/sh', without: [BASH] },
      bravo: { sh: 'bash' }, // its login shell prints a line
      charlie: { sh: 'busybox', loginShell: '/bin/sh', without: [BASH], sudo: 'refused' },
    },
  });
});
afterAll(() => lab.close());
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'transport-'));
  clockMs = 0;
  hostKeys = openHostKeys({ path: join(dir, 'known-hosts.json'), now: Date.now });
  mac = openLocalMac('local');
  pool = openPool();
});
afterEach(async () => {
  await pool.close();
  await mac.close();
  await hostKeys.close();
  await rm(dir, { recursive: true });
});

/** The pool's clock runs with ours and can be set forward: `clockMs`. */
const openPool = (): SshPool => openSshPool({ hostKeys, now: () => Date.now() + clockMs, random: () => 1 });
const target = (vm: string, change: Partial<SshLogin> = {}, via: MacHost = mac): GuestTarget => ({
  vm,
  mac: via,
  address: lab.guest(vm).address,
  login: Object.keys(change).length === 0 ? LOGIN : { ...LOGIN, ...change },
});
let questions = 0;
const question = (text: string, change: Partial<AskRequest> = {}): AskRequest => {
  questions += 1;
  const endMarker = `@${questions} done`;
  return {
    setup: 'hello() { echo "hello $1"; }',
    text: `${text}\nprintf '%s\\n' '${endMarker}'`,
    endMarker,
    deadlineMs: 4000,
    maxBytes: 1 << 20,
    ...change,
  };
};
const ask = (vm: string, text: string, change: Partial<AskRequest> = {}) => pool.ask(target(vm), question(text, change), NEVER);
const text = async (vm: string, asked: string): Promise<string> => {
  const answer = await ask(vm, asked);
  return answer.ok ? answer.value.text : `${answer.error.problem.kind}: ${answer.error.problem.detail}`;
};
const kind = async (asked: ReturnType<SshPool['ask']>): Promise<string> => {
  const answer = await asked;
  return answer.ok ? 'ok' : answer.error.problem.kind;
};
const connectionsTo = async (address: string): Promise<number> =>
  (await command(['ss', '-H', '-tn', 'state', 'established', 'dst', address])).split('\n').filter(Boolean).length;
const countIn = (log: string, words: RegExp): number => log.split('\n').filter((line) => words.test(line)).length;

describe('the open shell', () => {
  it.each(['alpha', 'bravo', 'charlie'])('answers on %s without what its login shell prints', async (vm) => {
    const answer = await ask(vm, 'hello there; hostname; echo careful >&2');
    expect(answer).toMatchObject({ ok: true, value: { text: `hello there\n${vm}\n`, freshChannel: true } });
  });

  it('is bash where the guest has one, else its sh', async () => {
    const which =
      'if [ -n "$BASH_VERSION" ]; then echo bash; elif sh --help 2>&1 </dev/null | grep -q BusyBox; then echo busybox; else echo dash; fi';
    expect([await text('alpha', which), await text('bravo', which), await text('charlie', which)]).toEqual([
      'dash\n',
      'bash\n',
      'busybox\n',
    ]);
  });

  it('is one channel on one connection for many questions, and keeps its variables', async () => {
    await ask('alpha', 'count=1; echo $$');
    for (let round = 2; round < 12; round += 1) {
      const answer = await ask('alpha', 'count=$((count + 1)); echo $count');
      expect(answer).toMatchObject({ ok: true, value: { text: `${round}\n`, freshChannel: false } });
    }
    expect(await connectionsTo(lab.guest('alpha').address)).toBe(1);
  });

  it('decodes UTF-8 and half a mebibyte of it', async () => {
    const big = await text('alpha', 'i=0; while [ $i -lt 8192 ]; do echo "äöü € 😀 äöü € 😀 äöü € 😀 äöü € 😀"; i=$((i + 1)); done');
    expect(big.split('\n')).toHaveLength(8193);
    expect(new Set(big.trimEnd().split('\n')).size).toBe(1);
  });

  it('gives stderr of the question alone', async () => {
    await ask('alpha', 'echo one >&2');
    const answer = await ask('alpha', 'echo two >&2; sleep 0.05');
    expect(answer).toMatchObject({ ok: true, value: { stderr: 'two\n' } });
  });

  it('takes one question at a time', async () => {
    await text('alpha', ':');
    const slow = text('alpha', 'sleep 0.3; echo slow');
    expect(await kind(ask('alpha', 'echo second'))).toBe('limit_reached');
    expect(await slow).toBe('slow\n');
  });

  it('drops what comes unasked between two answers', async () => {
    expect(await text('alpha', '(sleep 0.1; echo late) & echo now')).toBe('now\n');
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await text('alpha', 'echo next')).toBe('next\n');
  });

  it('is replaced when it ends, with the reason told', async () => {
    const answer = await ask('alpha', 'echo begun; exit 7');
    expect(answer).toMatchObject({
      ok: false,
      error: { partialText: 'begun\n', problem: { kind: 'shell_failed', detail: expect.stringContaining('exit 7') } },
    });
    clockMs += 10_000;
    expect(await text('alpha', 'echo again')).toBe('again\n');
  });
});

describe('faults', () => {
  it('ends a question at its deadline, keeps what came, and goes on with a new shell', async () => {
    const answer = await ask('alpha', 'echo first; sleep 30', { deadlineMs: 500 });
    expect(answer).toMatchObject({ ok: false, error: { partialText: 'first\n', problem: { kind: 'frame_timed_out' } } });
    expect(await text('alpha', 'echo back')).toBe('back\n');
  });

  it('does not wait for a frozen guest, and has it back after it thaws', async () => {
    await text('alpha', 'echo up');
    await lab.guest('alpha').freeze();
    try {
      const beganMs = Date.now();
      expect(await kind(ask('alpha', 'echo', { deadlineMs: 500 }))).toBe('frame_timed_out');
      expect(await kind(ask('alpha', 'echo', { deadlineMs: 500 }))).toBe('connect_timed_out');
      expect(Date.now() - beganMs).toBeLessThan(3500);
      expect(await text('bravo', 'echo fine')).toBe('fine\n');
    } finally {
      await lab.guest('alpha').thaw();
    }
    await expect.poll(() => text('alpha', 'echo back'), { timeout: 15_000, interval: 500 }).toBe('back\n');
  });

  it('refuses a mebibyte of garbage and goes on', async () => {
    const flood = await ask('alpha', 'head -c 2000000 /dev/zero');
    expect(flood).toMatchObject({ ok: false, error: { problem: { kind: 'frame_too_large' } } });
    expect(await text('alpha', 'echo clean')).toBe('clean\n');
    expect(await text('alpha', '(sleep 0.1; head -c 1048576 /dev/urandom) & echo asked')).toBe('asked\n');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(await text('alpha', 'echo clean')).toBe('clean\n');
  });

  it('tells a connection cut in mid-answer, and connects again', async () => {
    await text('alpha', ':');
    const cut = ask('alpha', 'echo half; sleep 5');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await lab.guest('alpha').cutConnections();
    expect(await cut).toMatchObject({ ok: false, error: { partialText: 'half\n', problem: { kind: 'connection_lost' } } });
    expect(await text('alpha', 'echo back')).toBe('back\n');
  });

  it('recovers from a restarted sshd, and fails at once while it is down', async () => {
    await text('alpha', ':');
    await lab.guest('alpha').stopSshd();
    await expect.poll(() => kind(ask('alpha', 'echo')), { timeout: 3000 }).toBe('connection_refused');
    const beganMs = performance.now();
    expect(await kind(ask('alpha', 'echo'))).toBe('connection_refused');
    expect(performance.now() - beganMs).toBeLessThan(20);
    await lab.guest('alpha').startSshd();
    clockMs += 10_000;
    expect(await text('alpha', 'echo back')).toBe('back\n');
  });

  it('tries a wrong password once, until the settings change', async () => {
    const before = countIn(await lab.guest('bravo').sshdLog(), /Failed password/);
    const wrong = target('bravo', { password: 'not-this-one' });
    const first = await pool.ask(wrong, question('echo'), NEVER);
    expect(first).toMatchObject({
      ok: false,
      error: { problem: { kind: 'ssh_auth_failed', detail: expect.stringMatching(/publickey.*password.*admin.*our password/) } },
    });
    expect(JSON.stringify(first)).not.toContain('not-this-one');
    for (let cycle = 0; cycle < 20; cycle += 1) {
      clockMs += 5000;
      expect(await kind(pool.ask({ ...wrong, login: { ...wrong.login } }, question('echo'), NEVER))).toBe('ssh_auth_failed');
    }
    expect(countIn(await lab.guest('bravo').sshdLog(), /Failed password/) - before).toBe(1);
    expect(await text('bravo', 'echo right')).toBe('right\n');
  });

  it('refuses a changed host key, and takes it once it is trusted by another process', async () => {
    await text('alpha', ':');
    await lab.guest('alpha').replaceHostKey();
    const refused = await ask('alpha', 'echo').then((first) =>
      first.ok || first.error.problem.kind === 'host_key_changed' ? first : ask('alpha', 'echo'),
    );
    const shown = (await command(['ssh-keygen', '-lf', join(lab.guest('alpha').dir, 'host_key.pub')])).split(' ')[1] ?? '';
    expect(refused).toMatchObject({
      ok: false,
      error: {
        problem: {
          kind: 'host_key_changed',
          detail: expect.stringContaining(shown),
          advice: expect.stringContaining('tart-lab trust alpha'),
        },
      },
    });
    expect(await kind(ask('alpha', 'echo'))).toBe('host_key_changed');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const elsewhere = openHostKeys({ path: join(dir, 'known-hosts.json'), now: Date.now });
    expect(elsewhere.trust('alpha')).toMatchObject({ ok: true, value: { name: 'local/alpha', fingerprint: shown } });
    expect(await text('alpha', 'echo trusted')).toBe('trusted\n');
  });

  it('keeps a host key with the VM, not with the address', async () => {
    await text('charlie', ':');
    await lab.guest('charlie').changeAddress('192.168.64.99');
    expect(await text('charlie', 'hostname')).toBe('charlie\n');
    await lab.guest('charlie').changeAddress('192.168.64.4');
    const impostor = { ...target('charlie'), address: lab.guest('bravo').address };
    expect(await kind(pool.ask(impostor, question('echo'), NEVER))).toBe('host_key_changed');
  });
});

describe('logins', () => {
  it('takes a key with a passphrase, and names the file when it does not open', async () => {
    const key = join(dir, 'id');
    await command(['ssh-keygen', '-q', '-t', 'ed25519', '-N', 'open sesame', '-f', key]);
    await command([
      'sh',
      '-c',
      'mkdir -p "$1/.ssh" && cp "$2" "$1/.ssh/authorized_keys" && chown -R 4100:4100 "$1/.ssh"',
      'sh',
      join(lab.guest('bravo').dir, 'home'),
      `${key}.pub`,
    ]);
    const keyOnly = { password: undefined, identityFile: key };
    expect(await kind(pool.ask(target('bravo', { ...keyOnly, passphrase: 'open sesame' }), question('echo'), NEVER))).toBe('ok');
    const shut = await pool.ask(target('bravo', { ...keyOnly, passphrase: 'open barley' }), question('echo'), NEVER);
    expect(shut).toMatchObject({ ok: false, error: { problem: { kind: 'ssh_key_unreadable', detail: expect.stringContaining(key) } } });
    expect(JSON.stringify(shut)).not.toContain('barley');
    expect(await kind(pool.ask(target('bravo', { ...keyOnly, identityFile: join(dir, 'none') }), question('echo'), NEVER))).toBe(
      'ssh_key_unreadable',
    );
    const withPassword = target('bravo', { identityFile: join(dir, 'none') });
    expect(await kind(pool.ask(withPassword, question('echo'), NEVER))).toBe('ok');
  });

  it('takes a key from an agent', async () => {
    const key = join(dir, 'id');
    const socket = join(dir, 'agent');
    await command(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', key]);
    await command([
      'sh',
      '-c',
      'mkdir -p "$1/.ssh" && cp "$2" "$1/.ssh/authorized_keys" && chown -R 4100:4100 "$1/.ssh"',
      'sh',
      join(lab.guest('bravo').dir, 'home'),
      `${key}.pub`,
    ]);
    const started = await command(['ssh-agent', '-s', '-a', socket]);
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started)?.[1]);
    try {
      await command(['env', `SSH_AUTH_SOCK=${socket}`, 'ssh-add', '-q', key]);
      expect(await kind(pool.ask(target('bravo', { password: undefined, agent: socket }), question('echo'), NEVER))).toBe('ok');
      const dead = target('bravo', { agent: join(dir, 'no-agent') });
      expect(await kind(pool.ask(dead, question('echo'), NEVER))).toBe('ok'); // the password is left
    } finally {
      process.kill(pid);
    }
  });

  it('answers keyboard-interactive with the password, where password is not offered', async () => {
    const config = join(lab.guest('charlie').dir, 'sshd_config');
    const before = await readFile(config, 'utf8');
    await writeFile(config, `UsePAM yes\nPasswordAuthentication no\nKbdInteractiveAuthentication yes\n${before}`);
    await lab.guest('charlie').stopSshd();
    await lab.guest('charlie').startSshd();
    const asked = await pool.ask(target('charlie'), question('echo'), NEVER);
    await writeFile(config, before);
    await lab.guest('charlie').stopSshd();
    await lab.guest('charlie').startSshd();
    expect(asked).toMatchObject({ ok: true });
  });
});

describe('extra sessions', () => {
  it('runs at most four commands at a time beside the shell', async () => {
    const count = 'echo $$ > /tmp/tlab-exec.$$; ls /tmp/tlab-exec.* | wc -l; sleep 0.4; rm /tmp/tlab-exec.$$';
    const commands = Array.from({ length: 9 }, () => pool.exec(target('alpha'), count, { timeoutMs: 10_000, signal: NEVER }));
    const [shell, ...ran] = await Promise.all([text('alpha', 'echo shell'), ...commands]);
    expect(shell).toBe('shell\n');
    const atOnce = ran.map((each) => (each.ok ? Number(each.value.stdout.split('\n').find((line) => /^\d+$/.test(line))) : NaN));
    expect(atOnce.every((many) => many >= 1 && many <= 4)).toBe(true);
    expect(await connectionsTo(lab.guest('alpha').address)).toBe(1);
  });

  it('gives exit codes, and frees the session of a command that hangs', async () => {
    const failed = await pool.exec(target('alpha'), 'echo out; echo err >&2; exit 3', { timeoutMs: 5000, signal: NEVER });
    expect(failed).toMatchObject({ ok: true, value: { code: 3, stderr: expect.stringContaining('err') } });
    const hung = Array.from({ length: 12 }, () => pool.exec(target('alpha'), 'sleep 60', { timeoutMs: 600, signal: NEVER }));
    const kinds = (await Promise.all(hung)).map((each) => (each.ok ? 'ok' : each.error.kind));
    expect(new Set(kinds)).toEqual(new Set(['section_timed_out', 'limit_reached']));
    await expect
      .poll(async () => (await pool.exec(target('alpha'), 'true', { timeoutMs: 2000, signal: NEVER })).ok, { timeout: 8000 })
      .toBe(true);
  });
});

describe('a Mac behind SSH', () => {
  it('runs tart there and reaches guests through it', async () => {
    const studio = lab.guest('studio');
    await copyFile(lab.tart.command, join(studio.dir, 'bin/tart'));
    await chmod(join(studio.dir, 'bin/tart'), 0o755);
    await command(['sh', '-c', 'chmod a+rx "$1" && chmod -R a+rwX "$2"', 'sh', join(lab.dir, 'tart'), lab.tart.home]);
    const far = openSshMac({ name: 'studio', host: studio.address, login: LOGIN, hostKeys });
    const options = { timeoutMs: 10_000, signal: NEVER };
    try {
      const list = await far.run(['tart', 'list', '--source', 'local', '--format', 'json'], {
        ...options,
        env: { TART_HOME: lab.tart.home },
      });
      expect(list).toMatchObject({ ok: true, value: { code: 0, stdout: expect.stringContaining('"Name" : "alpha"') } });
      const odd = `it's "odd" $HOME \\ \`x\` é`;
      expect(await far.run(['printf', '%s|', odd, ''], options)).toMatchObject({ ok: true, value: { code: 0, stdout: `${odd}||` } });
      expect(await far.run(['sh', '-c', 'echo $X'], { ...options, env: { X: '~/tart vms' } })).toMatchObject({
        value: { stdout: '/home/admin/tart vms\n' },
      });
      expect(await far.run(['no-such-program'], options)).toMatchObject({ ok: true, value: { code: 127 } });
      expect(await far.run(['sleep', '20'], { ...options, timeoutMs: 300 })).toMatchObject({
        ok: false,
        error: { kind: 'tart_failed', target: 'studio' },
      });
      const through = await pool.ask(target('alpha', {}, far), question('hostname; echo $SSH_CONNECTION'), NEVER);
      expect(through).toMatchObject({ ok: true, value: { text: expect.stringMatching(new RegExp(`^alpha\\n${studio.address} `)) } });
      const deaf = await pool.ask(target('bravo', { port: 4711 }, far), question('echo'), NEVER);
      expect(deaf).toMatchObject({ ok: false, error: { problem: { kind: 'connection_refused', target: 'bravo' } } });
      expect(hostKeys.list().map(({ name }) => name)).toEqual(expect.arrayContaining(['studio', 'studio/alpha']));
      await studio.cutConnections();
      await expect.poll(async () => (await far.run(['true'], options)).ok, { timeout: 5000 }).toBe(true);
    } finally {
      await pool.close();
      await far.close();
    }
  });

  it('says that the Mac, not the guest, is out of reach', async () => {
    const far = openSshMac({ name: 'attic', host: '192.168.64.1', login: { ...LOGIN, port: 9 }, hostKeys });
    const through = await pool.ask(target('alpha', {}, far), question('echo'), NEVER);
    expect(through).toMatchObject({
      ok: false,
      error: { problem: { kind: 'mac_unreachable', target: 'attic', detail: expect.stringContaining('192.168.64.1:9') } },
    });
    await far.close();
  });
});
