import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { K6_IMAGE, toConfigMap, toJob } from './k6Objects.ts';
import { parseLoadTestOptions } from './loadTestOptions.ts';

it('is what the seed’s load test was, where nothing is said', () => {
  expect(parseLoadTestOptions([])).toEqual({
    ok: true,
    value: {
      plan: {
        name: 'k6-loadtest',
        namespace: 'demo',
        url: 'http://nginx-web.demo.svc',
        users: 100,
        seconds: 60,
        image: K6_IMAGE,
      },
      cluster: null,
      kubeconfig: null,
      context: null,
      hpa: null,
      watchMs: 900_000,
    },
  });
});

it('takes what is said; the address follows the namespace', () => {
  const options = parseLoadTestOptions(['--vus', '50', '--duration', '5m', '--cluster', 'staging', '--namespace', 'shop', '--hpa', 'web']);
  expect(options).toMatchObject({
    value: { plan: { users: 50, seconds: 300, namespace: 'shop', url: 'http://nginx-web.shop.svc' }, cluster: 'staging', hpa: 'web' },
  });
});

it.each([
  [['--vus', '0'], '--vus 0: write a number from 1 to 100000'],
  [['--vus', '1.5'], '--vus 1.5'],
  [['--duration', 'long'], '--duration: "long" is no duration'],
  [['--duration', '10ms'], 'between 1s and 6h'],
  [['--duration', '7h'], 'between 1s and 6h'],
  [['--watch', '1 h'], '--watch: "1 h" is no duration'],
  [['--namespace', 'Demo'], '--namespace Demo: small letters'],
  [['--name', '../jobs'], '--name ../jobs: small letters'],
  [['--url', 'ftp://nginx'], 'begins with http:// or https://'],
  [['--users', '5'], "Unknown option '--users'"],
])('refuses %j and says what would be right', (args, told) => {
  expect(parseLoadTestOptions(args)).toMatchObject({ ok: false, error: expect.stringContaining(told) });
});

it('makes a Job of the same image as the one that is applied by hand, whose address and script are no part of a command', () => {
  const byHand = readFileSync(new URL('../../../../manifests/demo/k6-loadtest.yaml', import.meta.url), 'utf8');
  expect(byHand).toContain(`image: ${K6_IMAGE}\n`);
  const options = parseLoadTestOptions(['--url', 'http://x/?a=$(touch /tmp/no)']);
  if (!options.ok) throw new Error(options.error);
  const job = JSON.stringify(toJob(options.value.plan));
  expect(job).toContain('"args":["run","--vus","100","--duration","60s","/scripts/load-test.js"]');
  expect(job).toContain('"value":"http://x/?a=$(touch /tmp/no)"');
  expect(JSON.stringify(toConfigMap(options.value.plan))).not.toContain('touch');
});
