import { fraction } from '../../random.ts';

/** What a line may draw on: its time, and numbers in [0, 1) that are the same whenever the line is asked for. */
export interface LineContext {
  readonly atMs: number;
  readonly pod: string;
  readonly pick: (what: string) => number;
}

/** How an app writes its log: lines a second on a usual day, what each says, and what it says before it crashes. */
export interface AppLog {
  readonly perSecond: number;
  readonly line: (context: LineContext) => string;
  readonly lastWords?: (context: LineContext) => string;
}

const one = (values: readonly string[], at: number): string => values[Math.floor(at * values.length)] ?? '';
const iso = (atMs: number): string => new Date(atMs).toISOString();
/** klog's beginning: `I0310 12:00:00.123456       1`. */
const klog = (level: string, { atMs, pick }: LineContext): string => {
  const time = new Date(atMs).toISOString();
  const micros = String(Math.floor(pick('micros') * 1000)).padStart(3, '0');
  return `${level}${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}${micros}       1`;
};

const PATHS = ['/', '/', '/', '/index.html', '/assets/app.js', '/assets/app.css', '/api/items', '/favicon.ico', '/healthz'];
const AGENTS = ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 'curl/8.7.1', 'kube-probe/1.33', 'k6/1.2.3 (https://k6.io/)'];

const nginxTime = (atMs: number): string => iso(atMs).slice(0, 19).replace(/-/g, '/').replace('T', ' ');

/** nginx with a JSON access log, and an error log that is none: nine in a hundred requests fail, most as not found. */
const nginx: AppLog = {
  perSecond: 0.5,
  line: ({ atMs, pick }) => {
    const roll = pick('status');
    if (roll > 0.855 && roll <= 0.86) {
      const old = Math.floor(pick('old') * 90);
      return `${nginxTime(atMs)} [error] 29#29: *${Math.floor(pick('id') * 9000)} open() "/usr/share/nginx/html/old/${old}" failed (2: No such file or directory), client: 10.20.0.${1 + Math.floor(pick('peer') * 200)}, server: , request: "GET /old/${old} HTTP/1.1"`;
    }
    const status = roll > 0.985 ? 502 : roll > 0.97 ? 403 : roll > 0.91 ? 404 : roll > 0.86 ? 304 : 200;
    return JSON.stringify({
      time: iso(atMs),
      remote_addr: `10.20.0.${1 + Math.floor(pick('peer') * 200)}`,
      method: pick('method') > 0.95 ? 'POST' : 'GET',
      uri: status === 404 ? `/old/${Math.floor(pick('old') * 90)}` : one(PATHS, pick('path')),
      status,
      body_bytes_sent: status === 304 ? 0 : Math.floor(150 + pick('bytes') * 4200),
      request_time: Number((0.001 + pick('time') ** 4 * 0.3).toFixed(3)),
      user_agent: one(AGENTS, pick('agent')),
    });
  },
  lastWords: ({ atMs }) => `${nginxTime(atMs)} [emerg] 1#1: host not found in upstream "backend" in /etc/nginx/conf.d/default.conf:12`,
};

const httpbin: AppLog = {
  perSecond: 0.2,
  line: ({ atMs, pick }) =>
    `10.20.0.${1 + Math.floor(pick('peer') * 200)} [${new Date(atMs).toUTCString()}] GET /${one(['get', 'status/200', 'status/418', 'headers', 'delay/1'], pick('path'))} HTTP/1.1 ${pick('path') > 0.4 && pick('path') < 0.6 ? 418 : 200} Host: httpbin} "${one(AGENTS, pick('agent'))}"`,
  lastWords: ({ atMs }) => `[${iso(atMs).slice(0, 19).replace('T', ' ')} +0000] [1] [ERROR] Worker failed to boot.`,
};

const redis: AppLog = {
  perSecond: 0.01,
  line: ({ atMs, pick }) => {
    const time = new Date(atMs).toUTCString().slice(5, 25);
    return `1:M ${time}.${String(Math.floor(pick('ms') * 1000)).padStart(3, '0')} * ${one(['1 changes in 3600 seconds. Saving...', 'Background saving started by pid 4711', 'DB saved on disk', 'Background saving terminated with success'], pick('what'))}`;
  },
  lastWords: () => `1:M # Fatal error, can't open config file '/usr/local/etc/redis/redis.conf': No such file or directory`,
};

const coredns: AppLog = {
  perSecond: 0.1,
  line: ({ pick }) =>
    `[INFO] 10.20.1.${1 + Math.floor(pick('peer') * 200)}:${32_768 + Math.floor(pick('port') * 28_000)} - ${Math.floor(pick('id') * 65_000)} "A IN ${one(['redis.demo.svc.cluster.local.', 'nginx-web.demo.svc.cluster.local.', 'postgres.shop.svc.cluster.local.', 'grafana.com.demo.svc.cluster.local.'], pick('name'))} udp 58 false 512" ${pick('name') > 0.75 ? 'NXDOMAIN' : 'NOERROR'} qr,aa,rd 114 0.000${100 + Math.floor(pick('took') * 899)}s`,
};

const cilium: AppLog = {
  perSecond: 0.05,
  line: ({ atMs, pick }) =>
    `time="${iso(atMs)}" level=${pick('level') > 0.93 ? 'warning' : 'info'} msg="${one(['Compilation of regeneration completed', 'Rewrote endpoint BPF program', 'Completed endpoint regeneration', 'Delete endpoint request', 'Successful endpoint creation', 'Conntrack garbage collector interval recalculated'], pick('what'))}" endpointID=${16 + Math.floor(pick('endpoint') * 4000)} subsys=${one(['endpoint', 'daemon', 'map-ct'], pick('subsys'))}`,
};

const logfmt = (words: readonly string[]): AppLog => ({
  perSecond: 0.05,
  line: ({ atMs, pick }) =>
    `time=${iso(atMs)} level=${pick('level') > 0.95 ? 'WARN' : 'INFO'} source=main.go:${100 + Math.floor(pick('line') * 900)} msg="${one(words, pick('what'))}"`,
});

const postgres: AppLog = {
  perSecond: 0.02,
  line: ({ atMs, pick }) =>
    `${iso(atMs).slice(0, 23).replace('T', ' ')} UTC [${27 + Math.floor(pick('pid') * 9000)}] LOG:  ${one(['checkpoint starting: time', 'checkpoint complete: wrote 48 buffers (0.3%)', 'automatic vacuum of table "shop.public.orders": index scans: 1'], pick('what'))}`,
};

const service: AppLog = {
  perSecond: 0.4,
  line: ({ atMs, pick, pod }) => {
    const failed = pick('level') > 0.97;
    const took = Math.floor(2 + pick('took') ** 3 * 400);
    return JSON.stringify({
      time: iso(atMs),
      level: failed ? 'error' : 'info',
      msg: failed ? 'upstream timed out' : 'request served',
      path: one(['/orders', '/cart', '/items', '/login'], pick('path')),
      status: failed ? 504 : 200,
      tookMs: failed ? 3000 : took,
      pod,
    });
  },
  lastWords: ({ atMs }) =>
    JSON.stringify({ time: iso(atMs), level: 'fatal', msg: 'cannot read /etc/app/config.yaml: no such file or directory' }),
};

const controlPlane = (words: readonly string[]): AppLog => ({
  perSecond: 0.08,
  line: (context) => `${klog('I', context)} ${one(words, context.pick('what'))}`,
});

const webhook: AppLog = {
  perSecond: 0.004,
  line: ({ atMs, pick }) =>
    JSON.stringify({
      path: '/alert',
      method: 'POST',
      time: iso(atMs),
      json: {
        status: pick('status') > 0.5 ? 'resolved' : 'firing',
        receiver: 'webhook',
        groupLabels: { alertname: one(['HighCpuUsage', 'PodCrashLooping', 'HighMemoryUsage'], pick('alert')) },
      },
    }),
};

const BY_CONTAINER: Readonly<Record<string, AppLog>> = {
  nginx,
  httpbin,
  redis,
  coredns,
  'cilium-agent': cilium,
  postgres,
  web: service,
  orders: service,
  payments: service,
  'webhook-logger': webhook,
  etcd: {
    perSecond: 0.1,
    line: ({ atMs }) =>
      JSON.stringify({ level: 'info', ts: iso(atMs), caller: 'mvcc/kvstore_compaction.go:72', msg: 'finished scheduled compaction' }),
  },
  'kube-apiserver': controlPlane([
    'controller.go:667] quota admission added evaluator for: endpointslices.discovery.k8s.io',
    'cidrallocator.go:301] created ClusterIP allocator for Service CIDR 10.96.0.0/12',
    'handler.go:288] Adding GroupVersion metrics.k8s.io v1beta1 to ResourceManager',
  ]),
  'kube-scheduler': controlPlane([
    'schedule_one.go:304] "Successfully bound pod to node"',
    'leaderelection.go:271] successfully acquired lease kube-system/kube-scheduler',
  ]),
  'kube-controller-manager': controlPlane([
    'replica_set.go:679] "Finished syncing" kind="ReplicaSet"',
    'horizontal.go:881] "Successfully rescaled"',
    'node_lifecycle_controller.go:1044] "Controller detected that zone is now in new state"',
  ]),
  prometheus: logfmt(['Completed loading of configuration file', 'write block', 'Head GC completed', 'Creating checkpoint']),
  loki: logfmt(['uploading tables', 'flushing stream', 'finished compacting table', 'query readiness setup completed']),
};
const OTHER = logfmt(['still here', 'synced', 'reloaded', 'nothing to do']);

export const appLogOf = (container: string): AppLog => BY_CONTAINER[container] ?? OTHER;

export const lineContext = (atMs: number, pod: string, key: string): LineContext => ({
  atMs,
  pod,
  pick: (what) => fraction(`${key}/${what}`),
});
