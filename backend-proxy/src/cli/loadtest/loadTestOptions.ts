import { parseArgs } from 'node:util';
import { DurationMs } from '../../config/schema.ts';
import { fail, ok, type Result } from '../../result.ts';
import { K6_IMAGE, type LoadTestPlan } from './k6Objects.ts';

/** What `tart-lab loadtest` was asked for. */
export interface LoadTestOptions {
  readonly plan: LoadTestPlan;
  /** Null: the only cluster with a kubeconfig, or `dev`. */
  readonly cluster: string | null;
  readonly kubeconfig: string | null;
  readonly context: string | null;
  /** Null: the one that scales what the address names. */
  readonly hpa: string | null;
  /** How long the HPA is watched after the test at most. */
  readonly watchMs: number;
}

const MOST_USERS = 100_000;
const LONGEST_MS = 6 * 3_600_000;
const NAME = /^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])?$/;

/** Reads the command line. The error is a phrase that says which option is wrong and what would be right. */
export function parseLoadTestOptions(args: readonly string[]): Result<LoadTestOptions, string> {
  const option = { type: 'string' } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        vus: { ...option, default: '100' },
        duration: { ...option, default: '60s' },
        namespace: { ...option, default: 'demo' },
        name: { ...option, default: 'k6-loadtest' },
        image: { ...option, default: K6_IMAGE },
        watch: { ...option, default: '15m' },
        cluster: option,
        url: option,
        hpa: option,
        kubeconfig: option,
        context: option,
      },
    }));
  } catch (error) {
    return fail(error instanceof Error ? error.message.split('. ')[0]! : String(error));
  }
  const users = Number(values.vus);
  if (!Number.isInteger(users) || users < 1 || users > MOST_USERS)
    return fail(`--vus ${values.vus}: write a number from 1 to ${MOST_USERS}`);
  const duration = DurationMs.safeParse(values.duration);
  const watch = DurationMs.safeParse(values.watch);
  for (const [name, parsed] of [
    ['duration', duration],
    ['watch', watch],
  ] as const)
    if (!parsed.success) return fail(`--${name}: ${parsed.error.issues[0]?.message ?? 'no duration'}`);
  if (!duration.success || !watch.success) return fail('--duration');
  if (duration.data < 1000 || duration.data > LONGEST_MS) return fail(`--duration ${values.duration}: between 1s and 6h`);
  for (const name of ['namespace', 'name'] as const)
    if (!NAME.test(values[name])) return fail(`--${name} ${values[name]}: small letters, digits and dashes`);
  const url = values.url ?? `http://nginx-web.${values.namespace}.svc`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return fail(`--url ${url}: an address that begins with http:// or https://`);
  return ok({
    plan: {
      name: values.name,
      namespace: values.namespace,
      url,
      users,
      seconds: Math.round(duration.data / 1000),
      image: values.image,
    },
    cluster: values.cluster ?? null,
    kubeconfig: values.kubeconfig ?? null,
    context: values.context ?? null,
    hpa: values.hpa ?? null,
    watchMs: watch.data,
  });
}
