import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { init } from './init.ts';
import type { Terminal } from './terminal.ts';

const OLD = {
  ssh_user: 'admin',
  ssh_password: 'hunter2-secret',
  clusters: [
    {
      name: 'platform',
      pod_cidr: '10.10.0.0/16',
      service_cidr: '10.96.0.0/16',
      nodes: [{ name: 'platform-master', role: 'master', cpu: 2, memory: 4096, disk: 20 }],
    },
    {
      name: 'dev',
      pod_cidr: '10.20.0.0/16',
      service_cidr: '10.97.0.0/16',
      nodes: [
        { name: 'dev-master', role: 'master', cpu: 2, memory: 4096, disk: 20 },
        { name: 'dev-worker1', role: 'worker', cpu: 2, memory: 8192, disk: 20 },
      ],
    },
  ],
};

let dir = '';
let lines: string[] = [];
const terminal: Terminal = {
  say: (line) => void lines.push(line),
  refuse: (what, next) => {
    lines.push(what, next);
    return 1;
  },
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'tart-lab-init-'));
  lines = [];
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('init', () => {
  it('turns the predecessor’s file into a configuration that loads, with the password in a file of its own', () => {
    const [from, out] = [join(dir, 'clusters.json'), join(dir, 'tart-lab.yaml')];
    writeFileSync(from, JSON.stringify(OLD));
    expect(init(['--from', from, '--out', out], terminal)).toBe(0);

    const loaded = loadConfig(out, {});
    expect(loaded).toMatchObject({
      ok: true,
      value: {
        guests: { login: { user: 'admin', password: 'hunter2-secret' } },
        clusters: [
          { name: 'platform', kubeconfig: join(dir, 'kubeconfig/platform.yaml'), vms: ['platform-master'] },
          { name: 'dev', vms: ['dev-master', 'dev-worker1'] },
        ],
      },
    });
    expect(readFileSync(out, 'utf8')).not.toContain('hunter2');
    expect(statSync(join(dir, '.tart-lab/ssh-password')).mode & 0o777).toBe(0o600);
    expect(lines.join('\n')).toContain('kubeconfig/dev.yaml is not there yet');
  });

  it('writes a configuration without clusters that loads once the password is in the environment', () => {
    const out = join(dir, 'tart-lab.yaml');
    expect(init(['--out', out], terminal)).toBe(0);
    expect(loadConfig(out, { TART_LAB_SSH_PASSWORD: 'x' })).toMatchObject({ ok: true, value: { clusters: [] } });
    expect(loadConfig(out, {})).toMatchObject({ ok: false, error: { issues: [{ path: 'guests.ssh.password' }] } });
  });

  it('keeps names that YAML would read as something else', () => {
    const [from, out] = [join(dir, 'clusters.json'), join(dir, 'tart-lab.yaml')];
    writeFileSync(from, JSON.stringify({ clusters: [{ name: 'no', nodes: [{ name: '1e3' }, { name: 'a: b #c' }] }] }));
    init(['--from', from, '--out', out], terminal);
    expect(loadConfig(out, { TART_LAB_SSH_PASSWORD: 'x' })).toMatchObject({
      ok: true,
      value: { clusters: [{ name: 'no', vms: ['1e3', 'a: b #c'] }] },
    });
  });

  it('does not replace a file unless told to', () => {
    const out = join(dir, 'tart-lab.yaml');
    writeFileSync(out, 'mine');
    expect(init(['--out', out], terminal)).toBe(1);
    expect(readFileSync(out, 'utf8')).toBe('mine');
    expect(init(['--out', out, '--force'], terminal)).toBe(0);
  });

  it('names what is wrong in the predecessor’s file without repeating its text', () => {
    const from = join(dir, 'clusters.json');
    writeFileSync(from, '{"ssh_password": "hunter2-secret", broken');
    expect(init(['--from', from, '--out', join(dir, 'x.yaml')], terminal)).toBe(1);
    writeFileSync(from, JSON.stringify({ ...OLD, clusters: [{ nodes: [] }] }));
    mkdirSync(join(dir, 'sub'));
    expect(init(['--from', from, '--out', join(dir, 'sub/x.yaml')], terminal)).toBe(1);
    expect(lines.join('\n')).toContain('clusters.0.name');
    expect(lines.join('\n')).not.toContain('hunter2');
  });
});
