import path from 'node:path';
import { z } from 'zod';

/** One entry of `routes` in plugin.json, as far as the workbench knows them. */
export const Route = z.object({
  path: z.string(),
  method: z.string().default('*'),
  reqRole: z.string().optional(),
  headers: z.array(z.object({ name: z.string(), content: z.string() })).default([]),
});
export type Route = z.infer<typeof Route>;

export const PluginManifest = z.object({ id: z.string(), routes: z.array(Route) });

/** A path as Grafana compares it: without `.`, `..` and doubled slashes; nothing at all becomes `.`. */
function cleaned(relativePath: string): string {
  return path.posix.normalize(`/${relativePath}`).slice(1).replace(/\/$/, '') || '.';
}

/**
 * The first entry that fits, as Grafana's data source proxy finds it: the method literally (`*` and empty are any), the
 * path as a plain prefix, still percent-encoded.
 */
export function findRoute(routes: readonly Route[], method: string, requestPath: string): Route | undefined {
  return routes.find(
    (route) =>
      (route.method === '' || route.method === '*' || route.method === method) && cleaned(requestPath).startsWith(cleaned(route.path)),
  );
}

/** A header's template with the secrets filled in; `| orEmpty` gives nothing for a secret that is not set. */
export function fillTemplate(content: string, secrets: Readonly<Record<string, string>>): string {
  return content.replace(/\{\{\s*\.SecureJsonData\.(\w+)\s*(\|\s*orEmpty\s*)?\}\}/g, (_, name: string, orEmpty?: string) => {
    const secret = secrets[name];
    return secret === undefined || secret === '' ? (orEmpty ? '' : '<no value>') : secret;
  });
}
