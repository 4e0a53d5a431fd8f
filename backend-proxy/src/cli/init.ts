import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toConfigText } from './configText.ts';
import { PredecessorFile, toDraft, type DraftConfig } from './predecessor.ts';
import type { Terminal } from './terminal.ts';

/**
 * `tart-lab init [--from clusters.json] [--out tart-lab.yaml] [--force]`: writes a configuration.
 *
 * From the predecessor's file it takes the clusters, their VMs and the login; a password goes into a file of its own
 * (mode 0600), never into the configuration. Returns the exit code.
 */
export function init(args: readonly string[], terminal: Terminal): number {
  const { values } = parseArgs({
    args: [...args],
    options: { from: { type: 'string' }, out: { type: 'string', default: 'tart-lab.yaml' }, force: { type: 'boolean', default: false } },
  });
  const out = resolve(values.out);
  if (existsSync(out) && !values.force)
    return terminal.refuse(`${values.out} is there already`, 'choose another with --out, or replace it with --force');

  const macName = hostname().split('.')[0] || 'local';
  let draft: DraftConfig = { macName, user: 'admin', passwordFile: null, clusters: [] };
  if (values.from !== undefined) {
    const read = readPredecessor(values.from);
    if (typeof read === 'string') return terminal.refuse(`${values.from}: ${read}`, 'give the predecessor’s clusters.json');
    const passwordFile = join(dirname(out), '.tart-lab', 'ssh-password');
    draft = toDraft(read, macName, `./${relative(dirname(out), passwordFile)}`);
    if (read.ssh_password !== undefined) {
      mkdirSync(dirname(passwordFile), { recursive: true, mode: 0o700 });
      writeFileSync(passwordFile, `${read.ssh_password}\n`, { mode: 0o600 });
      terminal.say(`wrote the guests' password to ${relative(process.cwd(), passwordFile)} (mode 0600)`);
    }
  }
  writeFileSync(out, toConfigText(draft));
  const vms = draft.clusters.reduce((count, cluster) => count + cluster.vms.length, 0);
  terminal.say(`wrote ${values.out}: ${draft.clusters.length} clusters, ${vms} VMs named`);
  for (const { name, kubeconfig } of draft.clusters) {
    if (!existsSync(join(dirname(out), kubeconfig)))
      terminal.say(`cluster ${name}: ${kubeconfig} is not there yet; put its kubeconfig there`);
  }
  terminal.say('next: npx tart-lab check');
  return 0;
}

/** The predecessor's file, or why it cannot be used. The file holds a password, so no part of its text is repeated. */
function readPredecessor(file: string): PredecessorFile | string {
  let tree: unknown;
  try {
    tree = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return error instanceof SyntaxError ? 'is no JSON' : 'cannot be read';
  }
  const parsed = PredecessorFile.safeParse(tree);
  return parsed.success ? parsed.data : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
}
