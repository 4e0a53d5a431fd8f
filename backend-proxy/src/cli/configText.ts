import { parse } from 'yaml';
import type { DraftConfig } from './predecessor.ts';

/** A string as YAML reads it back: bare where that is safe (`no` and `1e3` are not), else quoted. */
const quoted = (value: string): string => (/^[\w./~-]+$/.test(value) && parse(value) === value ? value : JSON.stringify(value));

/** The text of a new `tart-lab.yaml`: the keys that people change, each with a word of why. It holds no secret. */
export function toConfigText(draft: DraftConfig): string {
  const password = draft.passwordFile === null ? 'password: ${TART_LAB_SSH_PASSWORD}' : `passwordFile: ${quoted(draft.passwordFile)}`;
  const clusters = draft.clusters.map(
    ({ name, kubeconfig, vms }) =>
      `  - name: ${quoted(name)}\n    kubeconfig: ${quoted(kubeconfig)}\n    vms: [${vms.map(quoted).join(', ')}]\n`,
  );
  return `# Tart Lab. Every key: README.md, "Settings". Check it with: npx tart-lab check
listen: 127.0.0.1:4100 # any other address needs a token

macs: # where tart runs; without ssh it is this machine
  - name: ${quoted(draft.macName)}

guests:
  ssh:
    user: ${quoted(draft.user)}
    ${password}
    # identityFile: ~/.ssh/id_ed25519 # a key is better than a password
    hostKeys: accept-new # pinned per VM at first sight; strict refuses unknown keys
  include: ["*"]
  exclude: []

intervals: { guests: 5s, inventory: 5s, ports: 15s, disks: 30s }
history: { path: ./data/history.db, raw: 24h, minute: 30d }
# history: { engine: prometheus, url: http://127.0.0.1:9090, match: '{job="tart-lab"}' } # a server that scrapes this proxy
# loki: { url: http://127.0.0.1:3100 } # events are pushed there, too

clusters:${clusters.length === 0 ? ' [] # - { name: dev, kubeconfig: kubeconfig/dev.yaml }' : `\n${clusters.join('')}`}
`;
}
