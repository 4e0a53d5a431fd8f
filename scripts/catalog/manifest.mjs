import { z } from 'zod';

const Route = z.strictObject({
  path: z.string(),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*']),
  url: z.string().optional(),
  reqRole: z.enum(['Viewer', 'Editor', 'Admin']).optional(),
  headers: z.array(z.strictObject({ name: z.string().min(1), content: z.string() })).optional(),
});

/** plugin.json of a data source without a backend, as Grafana 12.4's schema and the catalog want it; unknown keys are refused. */
const Manifest = z.strictObject({
  $schema: z.url().optional(),
  type: z.literal('datasource'),
  name: z.string().min(1),
  id: z.string().regex(/^[0-9a-z]+-[0-9a-z]+-datasource$/, 'must be ORGANISATION-NAME-datasource'),
  category: z.enum(['tsdb', 'logging', 'cloud', 'tracing', 'profiling', 'sql', 'enterprise', 'iot', 'other']),
  state: z.enum(['alpha', 'beta', 'stable', 'deprecated']).optional(),
  metrics: z.boolean().optional(),
  logs: z.boolean().optional(),
  annotations: z.boolean().optional(),
  streaming: z.boolean().optional(),
  multiValueFilterOperators: z.boolean().optional(),
  queryOptions: z.strictObject({ maxDataPoints: z.boolean(), minInterval: z.boolean(), cacheTimeout: z.boolean() }).partial().optional(),
  languages: z.array(z.string().regex(/^[a-z]{2}-[A-Z][A-Za-z]+$/)).optional(),
  info: z.strictObject({
    description: z.string().min(20),
    author: z.strictObject({ name: z.string().min(1), email: z.email().optional(), url: z.url().optional() }),
    keywords: z.array(z.string().min(1)).min(1),
    logos: z.strictObject({ small: z.string().endsWith('.svg'), large: z.string().endsWith('.svg') }),
    links: z.array(z.strictObject({ name: z.string().min(1), url: z.url({ protocol: /^https$/ }) })),
    screenshots: z.array(z.strictObject({ name: z.string().min(1), path: z.string().regex(/\.(png|jpe?g|gif|svg)$/) })).min(1),
    version: z.string().regex(/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/, 'must be a version'),
    updated: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date'),
  }),
  includes: z
    .array(z.strictObject({ type: z.literal('dashboard'), name: z.string().min(1), path: z.string().endsWith('.json') }))
    .optional(),
  dependencies: z.strictObject({
    // At most two comparators and no `||`: the schema of 12.4 takes no more.
    grafanaDependency: z.string().regex(/^(>=|>|=|~|\^)?\d+\.\d+\.\d+( (<=|<)\d+(\.\d+)*)?$/, 'must be a range such as >=12.4.0'),
    plugins: z.array(z.never()),
  }),
  routes: z.array(Route).optional(),
});

/** What is wrong with the release's plugin.json, and with the files that it names. */
export function manifestFaults({ files, version }) {
  const text = files.get('plugin.json')?.toString();
  if (!text) return ['plugin.json is missing'];
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `plugin.json: ${path.join('.') || 'its root'}: ${message}`);
  const { id, name, info, includes = [], languages = [] } = parsed.data;
  const named = [
    info.logos.small,
    info.logos.large,
    ...info.screenshots.map(({ path }) => path),
    ...includes.map(({ path }) => path),
    ...languages.map((language) => `locales/${language}/${id}.json`),
  ];
  return [
    ...(name === id ? ['plugin.json: the name is the id'] : []),
    ...(info.version === version ? [] : [`plugin.json has version ${info.version}, package.json ${version}`]),
    ...[...new Set(named)].filter((file) => !files.get(file)?.length).map((file) => `plugin.json names ${file}, which is missing or empty`),
    ...includes.flatMap(({ path }) => dashboardFaults(path, files.get(path))),
  ];
}

/** A bundled dashboard is at the root of its file, with a uid; what an exported one asks at import, a provisioned one never learns. */
function dashboardFaults(path, bytes) {
  if (!bytes) return [];
  const { uid, title, __inputs: inputs } = JSON.parse(bytes.toString());
  return [
    ...(uid && title ? [] : [`${path} has no uid and title at its root`]),
    ...(inputs ? [`${path} has __inputs, which only the import dialogue fills in`] : []),
  ];
}
