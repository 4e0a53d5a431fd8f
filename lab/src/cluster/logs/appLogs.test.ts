import { describe, expect, it } from 'vitest';
import { NOON_MS } from '../../testing.ts';
import { appLogOf, lineContext } from './appLogs.ts';

const linesOf = (container: string): string[] =>
  Array.from({ length: 2000 }, (_, at) => appLogOf(container).line(lineContext(NOON_MS + at, 'some-pod', `key/${at}`)));

describe('what apps log', () => {
  it('is JSON for requests to nginx, with failures among them, and plain text for its errors', () => {
    const lines = linesOf('nginx');
    const errors = lines.filter((line) => line.includes(' [error] '));
    const statuses = lines.flatMap((line) => (line.startsWith('{') ? [Number(/"status":(\d+)/.exec(line)?.[1])] : []));
    expect(errors.length).toBeGreaterThan(2);
    expect(errors.length + statuses.length).toBe(lines.length);
    expect(statuses.filter((status) => status >= 400).length / statuses.length).toBeCloseTo(0.09, 1);
  });

  it('has a msg in every line of a cilium agent, as logfmt', () => {
    for (const line of linesOf('cilium-agent')) expect(line).toMatch(/ msg="[^"]+" /);
  });
});
