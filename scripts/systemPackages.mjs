// What the tests need of the system: real servers, a browser, network namespaces. Debian's packages, installed when we may.
import { spawnSync } from 'node:child_process';
import { fail, run, say } from './setup.mjs';

const PROGRAMS = [
  ['sshd', 'openssh-server'],
  ['ssh', 'openssh-client'],
  ['sshpass', 'sshpass'],
  ['ip', 'iproute2'],
  ['tc', 'iproute2'],
  ['busybox', 'busybox'],
  ['free', 'procps'],
  ['nc', 'netcat-openbsd'],
  ['chromium', 'chromium'],
  ['promtool', 'prometheus'],
  ['prometheus', 'prometheus'],
  ['amtool', 'prometheus-alertmanager'],
  ['prometheus-alertmanager', 'prometheus-alertmanager'],
  ['kubectl', 'kubernetes-client'],
  ['prometheus-node-exporter', 'prometheus-node-exporter'],
];

const isThere = (program) => spawnSync('sh', ['-c', `PATH="$PATH:/usr/sbin:/sbin"; command -v ${program}`]).status === 0;

/** Installs missing programs by apt-get as root, all or those named; otherwise says what to install. */
export function ensureSystemPackages(wanted = PROGRAMS.map(([program]) => program)) {
  const missing = [...new Set(PROGRAMS.filter(([program]) => wanted.includes(program) && !isThere(program)).map(([, name]) => name))];
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !isThere('apt-get'))
    fail(`these programs are missing for the tests: ${missing.join(', ')}`, `apt-get install ${missing.join(' ')}`);
  say(`installing ${missing.join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=120', ...missing],
    { env },
  );
}
