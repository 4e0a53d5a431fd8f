// The path of a number points one way: an ESLint rule that refuses an import against it.
import { dirname, relative, resolve } from 'node:path';
import { root } from '../setup.mjs';

/** Which rooms of the proxy may be entered from which. Files beside the rooms (result, problems, log) are open to all. */
const PROXY_ROOMS = {
  parse: [],
  lifecycle: [],
  transport: ['parse', 'lifecycle'],
  config: ['transport', 'history'],
  inventory: ['parse', 'transport', 'lifecycle'],
  collect: ['parse', 'transport'],
  sample: ['collect', 'parse'],
  store: ['lifecycle', 'parse'],
  history: ['store', 'lifecycle', 'transport'],
  push: ['store', 'lifecycle', 'transport'],
  live: ['collect', 'sample', 'parse', 'transport'],
  query: ['store', 'history', 'live', 'parse', 'sample'],
  expose: ['query', 'live', 'store', 'sample', 'parse'],
  stream: ['query', 'live', 'store', 'lifecycle'],
  http: ['query', 'live', 'store', 'expose', 'stream'],
  cycle: ['config', 'inventory', 'transport', 'parse', 'collect', 'sample', 'live', 'store', 'lifecycle'],
  cli: [
    'config',
    'inventory',
    'transport',
    'parse',
    'collect',
    'sample',
    'live',
    'store',
    'history',
    'push',
    'lifecycle',
    'http',
    'query',
    'cycle',
  ],
};

/** Which rooms of the plugin may be entered from which. */
const PLUGIN_ROOMS = {
  query: ['testing'],
  frame: ['query', 'client', 'testing'],
  client: ['testing'],
  live: ['query', 'client', 'frame', 'testing'],
  editor: ['query', 'client', 'testing'],
  links: ['testing'],
  config: ['client', 'links', 'testing'],
  annotations: ['query', 'testing'],
  variables: ['query', 'client', 'editor', 'testing'],
  testing: ['query', 'frame'],
};

/** Workspaces meet in contract/ and nowhere else; the benchmarks and tests measure all of them from outside. */
const WORKSPACES = {
  contract: ['contract'],
  'backend-proxy': ['backend-proxy', 'contract'],
  src: ['src', 'contract', 'plugin.json'],
  lab: ['lab', 'contract'],
  workbench: ['workbench', 'contract'],
  'webhook-logger': ['webhook-logger'],
  // locales: Grafana orders columns by their titles, in the user's language.
  dashboards: ['dashboards', 'contract', 'plugin.json', 'locales'],
};

/** The workspace and room of a file, by its path from the root. */
function placeOf(file) {
  const [workspace, ...rest] = relative(root, file).split('/');
  const inner = workspace === 'backend-proxy' && rest[0] === 'src' ? rest.slice(1) : rest;
  return { workspace, room: inner.length > 1 ? inner[0] : undefined };
}

function refusal(fromFile, source) {
  const from = placeOf(fromFile);
  const to = source.startsWith('.')
    ? placeOf(resolve(dirname(fromFile), source))
    : source.startsWith('@tart-lab/')
      ? { workspace: source.split('/')[1], room: undefined }
      : undefined;
  if (!to) return undefined;
  const reachable = WORKSPACES[from.workspace];
  if (reachable && !reachable.includes(to.workspace)) return `${from.workspace}/ does not import ${to.workspace}/; they meet in contract/`;
  if (from.workspace !== to.workspace || from.room === to.room || from.room === undefined) return undefined;
  if (to.room === undefined) return /\/(main|module)(\.tsx?)?$/.test(source) ? `nothing imports ${source.split('/').pop()}` : undefined;
  const rooms = { 'backend-proxy': PROXY_ROOMS, src: PLUGIN_ROOMS }[from.workspace];
  if (!rooms || rooms[from.room]?.includes(to.room)) return undefined;
  return `${from.room}/ does not import ${to.room}/: imports point along the path of a number`;
}

export default {
  meta: { type: 'problem', schema: [], messages: { against: '{{why}}' } },
  create(context) {
    const check = (node) => {
      const why = node.source && refusal(context.filename, node.source.value);
      if (why) context.report({ node, messageId: 'against', data: { why } });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};
