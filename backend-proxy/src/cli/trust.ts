import { loadConfig } from '../config/load.ts';
import { hostKeysPath, openHostKeys } from '../transport/hostKeys.ts';
import { configFile } from './configFile.ts';
import { printRefusal } from './refusal.ts';
import type { Terminal } from './terminal.ts';

/**
 * `tart-lab trust VM`: pins the host key that the VM showed last and that was refused. Without a name, lists all keys.
 * A running proxy sees it at its next try. Returns the exit code.
 */
export async function trust(args: readonly string[], env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  const config = loadConfig(configFile(env), env);
  if (!config.ok) return printRefusal(config.error, terminal);
  const path = hostKeysPath(config.value.stateDir);
  const keys = openHostKeys({ path, now: Date.now });
  const [name] = args;
  if (name === undefined) {
    const listed = keys.list();
    for (const key of listed)
      terminal.say(`${key.name}  ${key.type}  ${key.fingerprint}${key.pending ? '  refused; waits for tart-lab trust' : ''}`);
    if (listed.length === 0) terminal.say('no host key is known yet');
    return 0;
  }
  const trusted = keys.trust(name);
  await keys.close();
  if (!trusted.ok)
    return terminal.refuse(trusted.error, 'run `tart-lab check` first: it meets the key, refuses it, and remembers it for `trust`');
  terminal.say(`${trusted.value.name}: trusted ${trusted.value.type} ${trusted.value.fingerprint}`);
  return 0;
}
