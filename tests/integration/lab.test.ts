import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openLab, type Lab, type LabVm } from '../../lab/src/openLab.ts';

const NOON_MS = Date.UTC(2026, 2, 10, 12);

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(command: string, args: readonly string[], input = ''): Promise<Said> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { timeout: 20_000, maxBuffer: 8 << 20 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null;
      resolve({ code, out, err });
    });
    child.stdin?.on('error', () => undefined); // ssh may end before it has read its input
    child.stdin?.end(input);
  });
}

/** A directory and a lab in it, with what a test does to them. */
class Bench {
  readonly dir = mkdtempSync(join(tmpdir(), 'tart-lab-'));
  lab!: Lab;

  async open(options: { seed?: number; now?: () => number; oneAddress?: boolean } = {}): Promise<void> {
    this.lab = await openLab({ dir: this.dir, sshPort: 0, ...options });
  }

  vm(name: string): LabVm {
    const vm = this.lab.vms().find((each) => each.name === name);
    if (!vm) throw new Error(`no ${name}`);
    return vm;
  }

  options(name: string): string[] {
    const pairs = {
      StrictHostKeyChecking: 'accept-new',
      UserKnownHostsFile: join(this.dir, 'known_hosts'),
      LogLevel: 'ERROR',
      ConnectTimeout: '3',
      NumberOfPasswordPrompts: '1',
    };
    return [...Object.entries(pairs).flatMap(([key, value]) => ['-o', `${key}=${value}`]), '-p', String(this.vm(name).port)];
  }

  ssh(name: string, command: readonly string[], input = '', password = 'admin', extra: readonly string[] = []): Promise<Said> {
    return run('sshpass', ['-p', password, 'ssh', ...extra, ...this.options(name), `admin@${this.vm(name).host}`, ...command], input);
  }

  tart(...args: string[]): Promise<Said> {
    return run(this.lab.tartCommand, args);
  }

  async close(): Promise<void> {
    await this.lab.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

describe('the simulated lab, by OpenSSH', () => {
  const bench = new Bench();
  beforeAll(() => bench.open());
  afterAll(() => bench.close());

  it('runs a command and returns its output, errors and status', async () => {
    expect(await bench.ssh('dev-worker1', ['hostname; echo oops >&2; exit 3'])).toEqual({ code: 3, out: 'dev-worker1\n', err: 'oops\n' });
  });

  it('runs a script that arrives on the input of sh', async () => {
    const said = await bench.ssh(
      'dev-worker1',
      ['exec', 'sh'],
      'n=$(nproc)\necho "$n CPUs"\nwhile read -r mode rest; do echo "$mode"; break; done < /proc/stat\n',
    );
    expect(said).toEqual({ code: 0, out: '2 CPUs\ncpu\n', err: '' });
  });

  it('answers the frame that the proxy sends', async () => {
    const fixture = (name: string): string => readFileSync(new URL(`../../backend-proxy/fixtures/linux/${name}`, import.meta.url), 'utf8');
    const said = await bench.ssh('prod-master', ['exec', 'sh'], `${fixture('frame-setup.sh')}\n${fixture('frame-ask.sh')}`);
    expect(said.err).toBe('');
    const ends = [...said.out.matchAll(/^@\S+ end (\S+) (\d+)$/gm)].map(([, name, status]) => `${name} ${status}`);
    expect(ends.length).toBeGreaterThan(5);
    expect(ends.filter((end) => !end.endsWith(' 0'))).toEqual([]);
  });

  it('is a terminal for a person: prompt, echo, exit', async () => {
    const said = await bench.ssh('dev-master', [], 'echo $((40 + 2))\nfalse\nexit 5\n', 'admin', ['-tt']);
    expect(said.code).toBe(5);
    expect(said.out).toContain('admin@dev-master:~$ echo $((40 + 2))\r\n42\r\nadmin@dev-master:~$ false');
  });

  it('refuses a wrong password and other users, and accepts its own key', async () => {
    expect(await bench.ssh('dev-master', ['true'], '', 'wrong')).toMatchObject({ code: 5 });
    const { host } = bench.vm('dev-master');
    const root = await run('sshpass', ['-p', 'admin', 'ssh', ...bench.options('dev-master'), `root@${host}`, 'true']);
    expect(root.code).toBe(5);
    const key = ['-i', bench.lab.adminKeyFile, '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'];
    expect(await run('ssh', [...key, ...bench.options('dev-master'), `admin@${host}`, 'whoami'])).toMatchObject({
      code: 0,
      out: 'admin\n',
    });
  });

  it('shares one connection through ControlMaster', async () => {
    const socket = join(bench.dir, 'master');
    const target = `admin@${bench.vm('prod-worker1').host}`;
    // By key: sshpass takes its terminal along when it ends, and with it, now and then, the master.
    const key = ['-i', bench.lab.adminKeyFile, '-o', 'IdentitiesOnly=yes', '-o', 'ControlPersist=30'];
    const master = await run('ssh', ['-M', '-S', socket, '-fN', ...key, ...bench.options('prod-worker1'), target]);
    expect(master).toMatchObject({ code: 0, err: '' });
    const answers = await Promise.all(
      [1, 2, 3].map((number) => run('ssh', ['-S', socket, ...bench.options('prod-worker1'), target, `echo ${number}`])),
    );
    expect(answers.map(({ out }) => out)).toEqual(['1\n', '2\n', '3\n']);
    await run('ssh', ['-S', socket, '-O', 'exit', target]);
  });

  it('has a configuration for the proxy, and secrets that only their owner reads', () => {
    const config: unknown = parse(readFileSync(bench.lab.configFile, 'utf8'));
    expect(config).toMatchObject({
      macs: [{ name: 'studio', tart: { command: bench.lab.tartCommand } }],
      guests: { ssh: { user: 'admin', passwordFile: join(bench.dir, 'ssh-password') } },
      clusters: [
        { name: 'platform' },
        { name: 'dev', kubeconfig: join(bench.dir, 'kubeconfig/dev-reader.yaml'), context: 'dev' },
        { name: 'staging' },
        { name: 'prod' },
      ],
    });
    for (const file of [
      'ssh-password',
      'kubeconfig/dev.yaml',
      'kubeconfig/dev-reader.yaml',
      'keys/admin_ed25519',
      'keys/dev-master_host_ed25519',
    ]) {
      expect(statSync(join(bench.dir, file)).mode & 0o077).toBe(0);
    }
  });
});

describe('the lab’s tart command', () => {
  const bench = new Bench();
  beforeAll(() => bench.open());
  afterAll(() => bench.close());

  it('lists and shows VMs as JSON', async () => {
    const list: unknown = JSON.parse((await bench.tart('list', '--source', 'local', '--format', 'json')).out);
    expect(list).toHaveLength(10);
    expect(list).toContainEqual(
      expect.objectContaining({ Source: 'local', Name: 'prod-worker2', Disk: 40, Running: true, State: 'running' }),
    );
    const shown: unknown = JSON.parse((await bench.tart('get', 'platform-worker1', '--format', 'json')).out);
    expect(shown).toMatchObject({ OS: 'linux', CPU: 3, Memory: 12288, Size: expect.stringMatching(/^\d+\.\d{3}$/) });
    expect((await bench.tart('list')).out).toMatch(/^Source Name +Disk Size Accessed +State\n/);
  });

  it('finds addresses, and fails as tart does', async () => {
    expect(await bench.tart('ip', 'dev-master', '--resolver', 'dhcp', '--wait', '0')).toEqual({
      code: 0,
      out: `${bench.vm('dev-master').host}\n`,
      err: '',
    });
    expect(await bench.tart('ip', 'nosuch')).toEqual({ code: 2, out: '', err: 'the specified VM "nosuch" does not exist\n' });
    await bench.lab.fault('stop', 'dev-master');
    const begun = performance.now();
    expect(await bench.tart('ip', 'dev-master')).toEqual({ code: 1, out: '', err: 'no IP address found, is your VM running?\n' });
    expect(performance.now() - begun).toBeGreaterThan(950);
    expect(JSON.parse((await bench.tart('get', 'dev-master', '--format', 'json')).out)).toMatchObject({ Running: false, State: 'stopped' });
    await bench.lab.fault('clear', 'dev-master');
  });
});

describe('faults', () => {
  const bench = new Bench();
  beforeAll(() => bench.open());
  afterAll(() => bench.close());
  const vm = 'dev-worker1';
  const fault = (name: string, ...args: string[]): Promise<string> => bench.lab.fault(name, vm, ...args);
  const up = async (): Promise<void> => expect.poll(async () => (await bench.ssh(vm, ['echo up'])).out, { timeout: 10_000 }).toBe('up\n');

  it('names what is near when a VM or fault is unknown', async () => {
    await expect(bench.lab.fault('stop', 'dev-worke1')).rejects.toThrow('unknown VM "dev-worke1"; did you mean dev-worker1?');
    await expect(fault('slw')).rejects.toThrow('did you mean slow?');
    await expect(fault('load', 'much')).rejects.toThrow('load takes a ratio');
  });

  it('stop: nothing listens; start: it boots with new counters', async () => {
    await fault('stop');
    expect((await bench.ssh(vm, ['true'])).code).toBe(255);
    expect(bench.lab.vms().filter(({ state }) => state === 'running')).toHaveLength(9);
    await fault('start');
    await up();
    expect(Number((await bench.ssh(vm, ['cut -d" " -f1 /proc/uptime'])).out)).toBeLessThan(60);
  });

  it('suspend: an open channel freezes and lives on after start', async () => {
    const channel = spawn('sshpass', ['-p', 'admin', 'ssh', ...bench.options(vm), `admin@${bench.vm(vm).host}`, 'sh']);
    let heard = '';
    channel.stdout.on('data', (data: Buffer) => (heard += data.toString()));
    channel.stdin.write('echo one\n');
    await expect.poll(() => heard).toBe('one\n');
    await fault('suspend');
    expect((await bench.tart('get', vm, '--format', 'json')).out).toContain('"suspended"');
    channel.stdin.write('echo two\n');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(heard).toBe('one\n');
    await fault('start');
    await expect.poll(() => heard).toBe('one\ntwo\n');
    channel.stdin.end();
    expect((await once(channel, 'exit'))[0]).toBe(0);
  });

  it('hang: connections are accepted and nothing is said until clear', async () => {
    await fault('hang');
    expect((await bench.ssh(vm, ['true'])).err).toContain('timed out');
    await fault('clear');
    await up();
  });

  it('slow: answers come late', async () => {
    await fault('slow', '600');
    const begun = performance.now();
    expect((await bench.ssh(vm, ['echo late'])).out).toBe('late\n');
    expect(performance.now() - begun).toBeGreaterThan(600);
    await fault('clear');
  });

  it('password: the new one is accepted, the old one refused', async () => {
    await fault('password', 'other');
    expect((await bench.ssh(vm, ['true'])).code).toBe(5);
    expect((await bench.ssh(vm, ['true'], '', 'other')).code).toBe(0);
    await fault('clear');
    await up();
  });

  it('garbage, flood and cut spoil one answer each', async () => {
    await fault('garbage');
    expect((await bench.ssh(vm, ['cat /proc/stat'])).out).not.toContain('cpu');
    await fault('flood');
    expect((await bench.ssh(vm, ['cat /proc/stat'])).out.length).toBeGreaterThan(1 << 20);
    await fault('cut');
    const cut = await bench.ssh(vm, ['cat /proc/stat']);
    expect(cut.code).toBe(255);
    expect(cut.out).toMatch(/^cpu/);
    expect(cut.out).not.toContain('softirq');
    expect((await bench.ssh(vm, ['cat /proc/stat'])).out).toContain('softirq');
  });

  it('no-ss, no-psi, no-sudo, disk-full and ports change what the guest shows', async () => {
    for (const name of ['no-ss', 'no-psi', 'no-sudo', 'disk-full']) await fault(name);
    const said = await bench.ssh(vm, ['ss -tln; echo $?; cat /proc/pressure/cpu; sudo -n true; echo $?; df -P /']);
    expect(said.out).toMatch(/^127\n1\n[^]* 0 +100% \/\n$/);
    expect(said.err).toContain('ss: command not found');
    await fault('clear');
    await fault('port-open', '8088');
    await fault('port-close', '30080');
    const ports = (await bench.ssh(vm, ['ss -H -tln'])).out;
    expect(ports).toContain(':8088');
    expect(ports).not.toContain(':30080');
    await fault('clear');
  });

  it('load: CPU time follows', async () => {
    await fault('load', '0.9');
    const lines = (await bench.ssh(vm, ['head -n 1 /proc/stat; sleep 2; head -n 1 /proc/stat'])).out.trim().split('\n');
    const [before = [], after = []] = lines.map((line) => line.split(/\s+/).slice(1).map(Number));
    const gained = after.map((ticks, index) => ticks - (before[index] ?? 0));
    const total = gained.reduce((sum, ticks) => sum + ticks, 0);
    expect(1 - ((gained[3] ?? 0) + (gained[4] ?? 0)) / total).toBeCloseTo(0.9, 1);
    await fault('clear');
  });

  it('reboot: counters and boot id begin again', async () => {
    const bootId = (): Promise<string> => bench.ssh(vm, ['cat /proc/sys/kernel/random/boot_id']).then(({ out }) => out);
    const before = await bootId();
    await fault('reboot');
    await up();
    expect(await bootId()).not.toBe(before);
  });

  it('hostkey: OpenSSH refuses the changed key', async () => {
    await fault('hostkey');
    expect((await bench.ssh(vm, ['true'])).err).toContain('HOST IDENTIFICATION HAS CHANGED');
  });

  it.runIf(process.platform === 'linux')('address: the VM moves, and tart knows where', async () => {
    const before = bench.vm(vm).host;
    await fault('address');
    const address = (await bench.tart('ip', vm)).out.trim();
    expect(address).not.toBe(before);
    expect((await bench.ssh(vm, ['hostname'])).out).toBe(`${vm}\n`);
    expect((await run('ssh', [...bench.options(vm), `admin@${before}`, 'true'])).code).toBe(255);
  });
});

describe('a lab with one address, as on macOS', () => {
  const bench = new Bench();
  beforeAll(() => bench.open({ oneAddress: true }));
  afterAll(() => bench.close());

  it('tells guests apart by ports, which the configuration names', async () => {
    const vms = bench.lab.vms();
    expect(new Set(vms.map(({ host }) => host))).toEqual(new Set(['127.0.0.1']));
    expect((await bench.ssh('prod-worker1', ['hostname'])).out).toBe('prod-worker1\n');
    expect(parse(readFileSync(bench.lab.configFile, 'utf8'))).toMatchObject({
      guests: { overrides: Object.fromEntries(vms.map(({ name, port }) => [name, { ssh: { port } }])) },
    });
    await expect(bench.lab.fault('address', 'prod-worker1')).rejects.toThrow('one loopback address only');
  });
});

describe('two labs', () => {
  it('with one seed and time give equal values, and a restart keeps the host keys', async () => {
    const now = (): number => NOON_MS;
    const bench = new Bench();
    const answer = async (): Promise<string> =>
      (await bench.ssh('prod-worker2', ['cat /proc/stat /proc/meminfo /proc/net/dev /proc/diskstats; df; ps aux; ss -tan'])).out;
    await bench.open({ seed: 5, now });
    const first = await answer();
    expect(first).toContain('cpu0');
    await bench.lab.close();
    await bench.open({ seed: 5, now });
    // accept-new would refuse a changed key, were the port the same; so compare the keys themselves.
    expect(await answer()).toBe(first);
    const { host, port } = bench.vm('prod-worker2');
    const scanned = (await run('ssh-keyscan', ['-T', '3', '-t', 'ed25519', '-p', String(port), host])).out.split(' ').at(-1)?.trim();
    expect(readFileSync(join(bench.dir, 'keys', 'prod-worker2_host_ed25519.pub'), 'utf8')).toContain(scanned ?? 'no key');
    await bench.lab.close();
    await bench.open({ seed: 6, now });
    expect(await answer()).not.toBe(first);
    await bench.close();
  });
});

describe('npm run lab', () => {
  it('prints one line when ready, takes commands, and ends whole on SIGTERM', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'tart-lab-'));
    const main = new URL('../../lab/src/main.ts', import.meta.url).pathname;
    const command = (...args: string[]): Promise<Said> => run(process.execPath, [main, '--dir', dir, ...args]);
    const lab = spawn(process.execPath, [main, '--dir', dir, '--ssh-port', '0', '--vms', '3'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let heard = '';
    lab.stdout.on('data', (data: Buffer) => (heard += data.toString()));
    await expect.poll(() => heard, { timeout: 10_000 }).toMatch(/^lab ready: 3 VMs .*tart-lab\.yaml\n$/);
    expect(statSync(join(dir, 'control.json')).mode & 0o077).toBe(0);
    expect(await command('fault', 'slow', 'platform-worker1', '20')).toEqual({
      code: 0,
      out: 'platform-worker1 answers 20 ms late\n',
      err: '',
    });
    expect((await command('status')).out).toMatch(/platform-worker1 .* slow by 20 ms\n/);
    expect((await command('faults')).out).toContain('fault hang VM');
    expect(await command('fault', 'stop', 'dev-worker1')).toMatchObject({
      code: 1,
      err: expect.stringContaining('unknown VM "dev-worker1"'),
    });
    const port = /port (\d+);/.exec(heard)?.[1] ?? '';
    const second = await run(process.execPath, [main, '--dir', join(dir, 'second'), '--ssh-port', port]);
    expect(second.code).toBe(1);
    expect(second.err).toContain(`port ${port} is taken`);
    lab.kill('SIGTERM');
    expect((await once(lab, 'exit'))[0]).toBe(0);
    expect((await command('status')).err).toContain('no lab runs here');
    rmSync(dir, { recursive: true, force: true });
  });
});
