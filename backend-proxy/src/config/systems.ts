import { z } from 'zod';
import { readSecretFile, type Surroundings } from './login.ts';

export const SYSTEM_NAMES = ['prometheus', 'alertmanager', 'grafana', 'webhook'] as const;
export type SystemName = (typeof SYSTEM_NAMES)[number];

/** A system around the lab, as `tart-lab check` reaches it. */
export interface SystemConfig {
  readonly url: string;
  readonly token: string | null;
}
export type SystemsConfig = Partial<Readonly<Record<SystemName, SystemConfig>>>;

const System = z
  .strictObject({
    url: z.url({ protocol: /^https?$/, error: 'an address that begins with http:// or https://' }),
    token: z.string().optional(),
    tokenFile: z.string().optional(),
  })
  .optional();

/** The key `check` of `tart-lab.yaml`: what is not named is not tried. */
export const SystemsSettings = z.strictObject({ prometheus: System, alertmanager: System, grafana: System, webhook: System });

/** Reads the token files; a file that cannot be read, and a token given twice, are issues. */
export function toSystems(settings: z.infer<typeof SystemsSettings>, around: Surroundings): SystemsConfig {
  const systems: Partial<Record<SystemName, SystemConfig>> = {};
  for (const name of SYSTEM_NAMES) {
    const given = settings[name];
    if (!given) continue;
    const path = `check.${name}.tokenFile`;
    if (given.token !== undefined && given.tokenFile !== undefined)
      around.issues.push({ path, message: 'give token or tokenFile, not both' });
    const fromFile = given.tokenFile === undefined ? undefined : readSecretFile(given.tokenFile, path, around);
    systems[name] = { url: given.url, token: given.token ?? fromFile ?? null };
  }
  return systems;
}
