/**
 * The script that k6 runs. Every user asks again as soon as it has its answer. The first user prints what it met every five seconds,
 * as k6 tells nobody its durations before the end; the end's figures are printed as one line of JSON. `parse/k6/` reads both.
 */
export const K6_SCRIPT = `import http from 'k6/http';
import { check } from 'k6';

export const options = { summaryTrendStats: ['avg', 'min', 'p(50)', 'p(95)', 'p(99)', 'max'], discardResponseBodies: true };

let durations = [];
let failed = 0;
let since = Date.now();

function share(sorted, ratio) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * ratio))].toFixed(3);
}

export default function () {
  const answer = http.get(__ENV.TARGET_URL);
  const good = check(answer, { 'status is below 400': ({ status }) => status > 0 && status < 400 });
  if (__VU !== 1) return;
  durations.push(answer.timings.duration);
  if (!good) failed += 1;
  if (Date.now() - since < 5000) return;
  const sorted = durations.sort((a, b) => a - b);
  const said = ['p50=' + share(sorted, 0.5), 'p95=' + share(sorted, 0.95), 'p99=' + share(sorted, 0.99)].join(' ');
  console.log('tart-lab requests=' + sorted.length + ' failed=' + failed + ' ' + said);
  durations = [];
  failed = 0;
  since = Date.now();
}

export function handleSummary(data) {
  return { stdout: JSON.stringify({ metrics: data.metrics, state: data.state }) + '\\n' };
}
`;
