import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROGRAM } from '../support/proxyProcess.ts';
import { openLabWithProxy, type LabWithProxy } from '../support/simulatedLab.ts';

let opened: LabWithProxy;
beforeAll(async () => {
  opened = await openLabWithProxy();
});
afterAll(() => opened.close());

const run = promisify(execFile);
/** Runs the command as a user does, on the lab's configuration. The lab lives in this process, so it must not block. */
async function tartLab(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ status: number | null; text: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...opened.proxy.env, ...env } });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  return { status: child.exitCode, text };
}

/** The lines about one target: its mark and step, the cause, the next step. */
const about = (text: string, target: string) =>
  new RegExp(`^(?:ok|FAIL) +${target} [\\s\\S]*?(?=^(?:ok|FAIL|\\d|every))`, 'm').exec(text)?.[0] ?? '';

describe('tart-lab check', () => {
  it('says what it saw of every VM, and exits with 0', async () => {
    const { status, text } = await tartLab(['check']);
    expect(status).toBe(0);
    expect(text.match(/^ok /gm)).toHaveLength(15); // the Mac, ten VMs and four clusters
    expect(about(text, 'dev-master')).toMatch(/\d+ sections in \d+ ms, \d+ readings/);
    expect(text).toContain('everything answers');
  });

  it('names the first step that fails for each VM, its cause and what to do, and exits with 1', async () => {
    await opened.lab.fault('stop', 'dev-worker1');
    await opened.lab.fault('password', 'prod-master', 'another');
    await opened.lab.fault('hostkey', 'prod-worker1');
    await opened.lab.fault('no-ss', 'staging-master');
    const { status, text } = await tartLab(['check']);
    expect(status).toBe(1);
    expect(about(text, 'dev-worker1')).toMatch(/stops at: running[\s\S]*vm_not_running[\s\S]*next: tart run dev-worker1/);
    expect(about(text, 'prod-master')).toMatch(/stops at: login[\s\S]*ssh_auth_failed[\s\S]*next: \S/);
    expect(about(text, 'prod-worker1')).toMatch(/stops at: host key[\s\S]*host_key_changed[\s\S]*tart-lab trust prod-worker1/);
    expect(about(text, 'staging-master')).toMatch(/stops at: sections[\s\S]*section_failed[\s\S]*next: \S/);
    expect(about(text, 'platform-master')).toMatch(/^ok/);
    expect(text).toContain('4 of 15 need attention');
    expect(text).not.toContain('another');
  });

  it('names the permissions that a cluster’s account lacks, and what gives them', async () => {
    const admin = join(opened.lab.dir, 'kubeconfig/staging.yaml');
    const patch = JSON.stringify([{ op: 'replace', path: '/rules/0/resources', value: ['nodes', 'services'] }]);
    await run('kubectl', ['--kubeconfig', admin, 'patch', 'clusterrole', 'tart-lab', '--type', 'json', '-p', patch]);
    const { text } = await tartLab(['check']);
    expect(about(text, 'staging')).toMatch(/stops at: permissions[\s\S]*may not list and watch pods, list and watch events; without it/);
    expect(about(text, 'staging')).toContain('kubectl apply -f manifests/rbac/tart-lab.yaml');
    // dev has lost a VM above; platform is whole.
    expect(about(text, 'platform')).toMatch(/^ok .*Kubernetes v1.*every permission, usage of 3 nodes/);
  });

  it('prints a kubeconfig with which one may read what is shown, and nothing else', async () => {
    const admin = join(opened.lab.dir, 'kubeconfig/prod.yaml');
    const { status, text } = await tartLab(['kubeconfig', '--kubeconfig', admin, '--duration', '1h']);
    expect(status).toBe(0);
    const reader = join(opened.lab.dir, 'printed.yaml');
    await writeFile(reader, text, { mode: 0o600 });
    const { stdout } = await run('kubectl', ['--kubeconfig', reader, 'get', 'nodes', '-o', 'name']);
    expect(stdout.trim().split('\n')).toHaveLength(3);
    await expect(run('kubectl', ['--kubeconfig', reader, 'get', 'secrets', '-A'])).rejects.toThrow(/forbidden/);
    const none = await tartLab(['kubeconfig', '--kubeconfig', join(opened.lab.dir, 'nowhere.yaml')]);
    expect(none).toMatchObject({ status: 1, text: expect.stringContaining('is not there') });
  });

  it('refuses a configuration that is not there, and a command that does not exist, with what to do', async () => {
    const none = await tartLab(['check'], { TART_LAB_CONFIG: '/nowhere.yaml' });
    expect(none).toMatchObject({ status: 1, text: expect.stringContaining('tart-lab init') });
    expect(await tartLab(['nonsense'])).toMatchObject({ status: 1, text: expect.stringContaining('no command nonsense') });
  });
});
