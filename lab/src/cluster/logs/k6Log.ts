import type { LogLine } from '../../kube/hooks.ts';
import { fraction } from '../../random.ts';
import type { LoadTest, LoadTests } from '../load/loadTests.ts';
import { REQUESTS_PER_PERCENT } from '../load/nginxLoad.ts';

const SUMMARY_AFTER_MS = 800;
const RECEIVED_BYTES = 853;
const SAMPLED_SECONDS = 5;
const SENT_BYTES = 92;

/** What k6 printed until a time: its head, a line each second, and, once it has ended, the summary. */
export function k6Log(tests: LoadTests, test: LoadTest, nowMs: number): LogLine[] {
  const { fromMs, users, seconds } = test;
  const endMs = Math.min(test.toMs, fromMs + seconds * 1000);
  const lines: LogLine[] = headOf(users, seconds).map((text) => ({ atMs: fromMs, text }));
  const answers = countAnswers(tests, test, Math.min(nowMs, endMs));
  const whole = toClock(seconds);
  for (let second = 1; second <= seconds && fromMs + second * 1000 <= Math.min(nowMs, endMs); second++) {
    const over = second === seconds;
    const percent = Math.floor((100 * second) / seconds);
    const running = `running (${toClock(second, 1)}), ${over ? '000' : String(users).padStart(3, '0')}/${users} VUs, ${answers.untilSecond[second] ?? 0} complete and 0 interrupted iterations`;
    const bar = `default ${over ? '✓' : ' '} [ ${String(percent).padStart(3)}% ] ${users} VUs  ${toClock(second, 1)}/${whole}`;
    for (const text of [running, bar]) lines.push({ atMs: fromMs + second * 1000, text });
    if (test.printsJson && second % SAMPLED_SECONDS === 0) lines.push(sampledLine(test, answers, second));
  }
  if (nowMs >= endMs + SUMMARY_AFTER_MS)
    for (const text of (test.printsJson ? jsonOf : summaryOf)(test, answers, (endMs - fromMs) / 1000))
      lines.push({ atMs: endMs + SUMMARY_AFTER_MS, text });
  return lines.filter(({ atMs }) => atMs <= nowMs);
}

/** What the script of `tart-lab loadtest` prints: what one user met in five seconds. */
function sampledLine({ users, fromMs }: LoadTest, { untilSecond }: Answers, second: number): LogLine {
  const requests = (untilSecond[second] ?? 0) - (untilSecond[second - SAMPLED_SECONDS] ?? 0);
  const meanMs = (1000 * SAMPLED_SECONDS * users) / Math.max(1, requests);
  const shares = (
    [
      ['p50', 0.88],
      ['p95', 2.31],
      ['p99', 3.47],
    ] as const
  ).map(([name, factor]) => `${name}=${(meanMs * factor).toFixed(3)}`);
  const atMs = fromMs + second * 1000;
  const time = new Date(atMs).toISOString().replace(/\.\d+Z/, 'Z');
  const said = `tart-lab requests=${Math.round(requests / users)} failed=0 ${shares.join(' ')}`;
  return { atMs, text: `time="${time}" level=info msg="${said}" source=console` };
}

/** The summary as `handleSummary` gets it, on one line; of its metrics those that are about requests. */
function jsonOf({ users, pod }: LoadTest, { total }: Answers, seconds: number): string[] {
  const perSecond = total / seconds;
  const meanMs = (1000 * users) / Math.max(1, perSecond);
  const failed = Math.floor(total * 0.0004 * fraction(`k6/${pod}`));
  const trend = {
    avg: meanMs,
    min: meanMs * 0.11,
    'p(50)': meanMs * 0.88,
    'p(95)': meanMs * 2.31,
    'p(99)': meanMs * 3.47,
    max: meanMs * 6.4,
  };
  const gauge = { value: users, min: users, max: users };
  const metrics = {
    http_reqs: { type: 'counter', contains: 'default', values: { count: total, rate: perSecond } },
    http_req_failed: {
      type: 'rate',
      contains: 'default',
      values: { rate: failed / Math.max(1, total), passes: failed, fails: total - failed },
    },
    http_req_duration: { type: 'trend', contains: 'time', values: trend },
    checks: { type: 'rate', contains: 'default', values: { rate: 1 - failed / Math.max(1, total), passes: total - failed, fails: failed } },
    iterations: { type: 'counter', contains: 'default', values: { count: total, rate: perSecond } },
    vus: { type: 'gauge', contains: 'default', values: gauge },
    vus_max: { type: 'gauge', contains: 'default', values: gauge },
  };
  return [JSON.stringify({ metrics, state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: seconds * 1000 } })];
}

interface Answers {
  readonly untilSecond: readonly number[];
  readonly total: number;
}

/** Every user waits for its answer, so their number follows from how busy the pods were. */
function countAnswers(tests: LoadTests, { namespace, fromMs }: LoadTest, untilMs: number): Answers {
  const untilSecond = [0];
  let total = 0;
  for (let atMs = fromMs; atMs + 1000 <= untilMs; atMs += 1000) {
    total += REQUESTS_PER_PERCENT * tests.percentAt(namespace, atMs + 500) * Math.max(1, tests.readyAt(namespace, atMs + 500));
    untilSecond.push(Math.round(total));
  }
  return { untilSecond, total: Math.round(total) };
}

function headOf(users: number, seconds: number): string[] {
  return [
    '',
    '         /\\      Grafana   /‾‾/  ',
    '    /\\  /  \\     |\\  __   /  /   ',
    '   /  \\/    \\    | |/ /  /   ‾‾\\ ',
    '  /          \\   |   (  |  (‾)  |',
    ' / __________ \\  |_|\\_\\  \\_____/ ',
    '',
    '     execution: local',
    '        script: -',
    '        output: -',
    '',
    `     scenarios: (100.00%) 1 scenario, ${users} max VUs, ${toClock(seconds + 30)} max duration (incl. graceful stop):`,
    `              * default: ${users} looping VUs for ${toClock(seconds)} (gracefulStop: 30s)`,
    '',
  ];
}

function summaryOf({ users, pod }: LoadTest, { total }: Answers, seconds: number): string[] {
  const perSecond = total / seconds;
  const meanMs = (1000 * users) / Math.max(1, perSecond);
  const failed = Math.floor(total * 0.0004 * fraction(`k6/${pod}`));
  const share = ((100 * failed) / Math.max(1, total)).toFixed(2);
  const trend = (mean: number): string =>
    [
      ['avg', 1],
      ['min', 0.11],
      ['med', 0.88],
      ['max', 6.4],
      ['p(90)', 1.82],
      ['p(95)', 2.31],
      ['p(99)', 3.47],
    ]
      .map(([name, factor]) => `${name}=${toDuration(mean * Number(factor))}`)
      .join(' ');
  const row = (name: string, value: string): string => `     ${`${name}`.padEnd(31, '.')}: ${value}`;
  const rate = (bytes: number): string => `${toBytes(bytes * total)} ${toBytes(bytes * perSecond)}/s`;
  return [
    '',
    row('data_received', rate(RECEIVED_BYTES)),
    row('data_sent', rate(SENT_BYTES)),
    row('http_req_blocked', trend(0.006)),
    row('http_req_connecting', trend(0.002)),
    row('http_req_duration', trend(meanMs)),
    row('  { expected_response:true }', trend(meanMs)),
    row('http_req_failed', `${share}%  ✓ ${failed}  ✗ ${total - failed}`),
    row('http_req_receiving', trend(0.06)),
    row('http_req_sending', trend(0.02)),
    row('http_req_waiting', trend(meanMs * 0.99)),
    row('http_reqs', `${total} ${perSecond.toFixed(6)}/s`),
    row('iteration_duration', trend(meanMs * 1.01)),
    row('iterations', `${total} ${perSecond.toFixed(6)}/s`),
    row('vus', `${users} min=${users} max=${users}`),
    row('vus_max', `${users} min=${users} max=${users}`),
    '',
  ];
}

/** `1m30s`, or with tenths `0m07.0s`. */
function toClock(seconds: number, digits = 0): string {
  const rest = (seconds % 60).toFixed(digits);
  return digits === 0 && seconds < 60 ? `${rest}s` : `${Math.floor(seconds / 60)}m${rest.padStart(digits === 0 ? 1 : 4, '0')}s`;
}

/** As Go prints durations: `812.4µs`, `88.91ms`, `1.2s`. */
function toDuration(ms: number): string {
  if (ms >= 1000) return `${Number((ms / 1000).toFixed(2))}s`;
  return ms >= 1 ? `${Number(ms.toFixed(2))}ms` : `${Number((ms * 1000).toFixed(2))}µs`;
}

function toBytes(bytes: number): string {
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(bytes >= 1e7 ? 0 : 1)} MB`;
  return bytes >= 1e3 ? `${Math.round(bytes / 1e3)} kB` : `${Math.round(bytes)} B`;
}
