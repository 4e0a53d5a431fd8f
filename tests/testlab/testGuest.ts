import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { command, succeeds } from './command.ts';
import { BRIDGE, PREFIX } from './leftovers.ts';
import { SHELLS, writeHostKey, writePassword, writeRootFiles, type GuestOptions } from './rootFiles.ts';

/** One guest: a network namespace with a real OpenSSH server, users, host keys and a host name of its own. */
export interface TestGuest {
  readonly name: string;
  readonly address: string;
  /** Where its own files lie on this machine; `bin/` is its /usr/local/bin, `home/` its /home/admin. */
  readonly dir: string;
  startSshd(): Promise<void>;
  /** Ends the server and every connection to it. */
  stopSshd(): Promise<void>;
  /** Ends the connections, not the server. */
  cutConnections(): Promise<void>;
  /** Stops everything in the guest (SIGSTOP), as a hung machine does; its kernel still answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  replaceHostKey(): Promise<void>;
  changePassword(password: string): Promise<void>;
  /** Moves to another address of 192.168.64.0/24; open connections die silently. */
  changeAddress(address: string): Promise<void>;
  /** Delays what the guest sends. False where this kernel cannot (no netem). */
  delay(ms: number): Promise<boolean>;
  /** Runs a program in the guest as root and gives its output. */
  run(argv: readonly string[]): Promise<string>;
  /** What sshd has logged. */
  sshdLog(): Promise<string>;
  close(): Promise<void>;
}

/** Makes the guest number `index` (from 0) in `dir` and starts its sshd. */
export async function openTestGuest(name: string, index: number, dir: string, options: GuestOptions): Promise<TestGuest> {
  const namespace = `${PREFIX}${index}`;
  const device = `${PREFIX}v${index}`;
  let address = `192.168.64.${index + 2}`;
  await writeRootFiles(dir, name, options);
  await command(
    ['ip', '-batch', '-'],
    `netns add ${namespace}\nlink add ${device} type veth peer name eth0 netns ${namespace}\nlink set ${device} master ${BRIDGE} up\n`,
  );
  const inNamespace = (...lines: string[]): Promise<string> => command(['ip', '-n', namespace, '-batch', '-'], `${lines.join('\n')}\n`);
  const defaultRoute = 'route replace default via 192.168.64.1';
  await inNamespace(`addr add ${address}/24 dev eth0`, 'link set eth0 up', 'link set lo up', defaultRoute);
  const holder = await holdMounts(namespace, name, dir, options);
  const inside = ['nsenter', '-t', String(holder), '-m', '-u', '-n', '--'];
  const log = join(dir, 'sshd.log');

  const pids = async (what: 'all' | 'sessions' | 'sshd'): Promise<number[]> => {
    const found = (await command(['ip', 'netns', 'pids', namespace])).trim().split('\n').map(Number);
    const named = await Promise.all(found.map(async (pid) => ({ pid, commandLine: await commandLineOf(pid) })));
    const others = named.filter(({ pid, commandLine }) => pid > 0 && pid !== holder && commandLine !== '');
    const listener = others.filter(({ commandLine }) => commandLine.includes('[listener]'));
    return (what === 'sessions' ? others.filter((each) => !listener.includes(each)) : others).map(({ pid }) => pid);
  };
  const signal = async (name: NodeJS.Signals, what: 'all' | 'sessions' | 'sshd'): Promise<void> => {
    for (const pid of await pids(what)) {
      try {
        process.kill(pid, name);
      } catch {
        continue; // ended meanwhile
      }
    }
  };
  const startSshd = async (): Promise<void> => {
    await command([...inside, '/usr/sbin/sshd', '-f', join(dir, 'sshd_config'), '-E', log]);
    while (!(await listens(holder))) await pause(10); // it goes to the background before it listens
  };
  const stopSshd = async (): Promise<void> => {
    await signal('SIGKILL', 'all');
    for (let tries = 0; tries < 100 && (await pids('all')).length > 0; tries += 1) await pause(10);
  };
  await startSshd();

  return {
    name,
    dir,
    get address() {
      return address;
    },
    startSshd,
    stopSshd,
    cutConnections: () => signal('SIGKILL', 'sessions'),
    freeze: () => signal('SIGSTOP', 'all'),
    thaw: () => signal('SIGCONT', 'all'),
    async replaceHostKey() {
      await writeHostKey(dir);
      await stopSshd();
      await startSshd();
    },
    changePassword: (password) => writePassword(dir, password),
    async changeAddress(next) {
      await inNamespace(`addr del ${address}/24 dev eth0`, `addr add ${next}/24 dev eth0`, defaultRoute); // the route went with the old one
      await command(['ip', 'neigh', 'flush', 'dev', BRIDGE]);
      address = next;
    },
    delay: (ms) => succeeds([...inside, 'tc', 'qdisc', 'replace', 'dev', 'eth0', 'root', 'netem', 'delay', `${ms}ms`]),
    run: (argv) => command([...inside, ...argv]),
    sshdLog: () => readFile(log, 'utf8').catch(() => ''),
    async close() {
      await stopSshd();
      process.kill(holder, 'SIGKILL');
      await command(['ip', 'netns', 'del', namespace]);
      await succeeds(['ip', 'link', 'del', device]); // usually gone with the namespace
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Whether something listens on port 22 (hex 16; state 0A) in the network namespace of a process. */
const listens = async (pid: number): Promise<boolean> =>
  / [0-9A-F]{8}:0016 00000000:0000 0A /.test(await readFile(`/proc/${pid}/net/tcp`, 'utf8'));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const commandLineOf = (pid: number): Promise<string> => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');

/** Keeps the guest's mounts and host name alive for as long as it runs, whatever happens to sshd. Gives its process id. */
async function holdMounts(namespace: string, name: string, dir: string, options: GuestOptions): Promise<number> {
  const binds = ['passwd', 'group', 'shadow', 'hostname'].map((file) => `mount --bind "${dir}/${file}" "/etc/${file}"`);
  const script = [
    'set -e',
    `hostname ${name}`,
    ...binds,
    'mount -t tmpfs tmpfs /run && mkdir /run/sshd',
    `mount -t tmpfs tmpfs /home && mkdir /home/admin && mount --bind "${dir}/home" /home/admin`,
    `mount --bind "${dir}/bin" /usr/local/bin`,
    ...(options.without ?? []).map((file) => `mount --bind /dev/null "${file}"`),
    ...(options.sh === undefined || options.sh === 'dash' ? [] : [`mount --bind ${SHELLS[options.sh]} ${SHELLS.dash}`]),
    'echo ready',
    'exec sleep infinity',
  ].join('\n');
  const argv = ['netns', 'exec', namespace, 'unshare', '-m', '-u', '--propagation', 'private', 'bash', '-c', script];
  const child = spawn('ip', argv, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const cameUp = await Promise.race([once(child.stdout, 'data').then(() => true), once(child, 'exit').then(() => false)]);
  if (!cameUp || child.pid === undefined) throw new Error(`the guest ${name} did not come up: ${said}`);
  child.unref();
  child.stdout.destroy();
  child.stderr.destroy();
  return child.pid;
}
