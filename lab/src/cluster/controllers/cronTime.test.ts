import { describe, expect, it } from 'vitest';
import { nextCronTime } from './cronTime.ts';

const next = (schedule: string, after: string): string | null => {
  const atMs = nextCronTime(schedule, Date.parse(after));
  return atMs === null ? null : new Date(atMs).toISOString().slice(0, 16);
};

describe('the next time of a schedule', () => {
  it('is after now, never now', () => {
    expect(next('*/15 * * * *', '2026-03-10T12:15:00Z')).toBe('2026-03-10T12:30');
    expect(next('5 * * * *', '2026-03-10T12:04:59Z')).toBe('2026-03-10T12:05');
  });

  it('knows hours, days, weekdays, lists and ranges', () => {
    expect(next('30 2 * * *', '2026-03-10T12:00:00Z')).toBe('2026-03-11T02:30');
    expect(next('0 0 1 * *', '2026-03-10T12:00:00Z')).toBe('2026-04-01T00:00');
    expect(next('0 8-9 * * 1,7', '2026-03-10T12:00:00Z')).toBe('2026-03-15T08:00');
  });

  it('is unknown for what is no schedule', () => {
    for (const wrong of ['', '* * *', '*/0 * * * *', 'x * * * *', '0 0 31 2 *']) expect(next(wrong, '2026-03-10T12:00:00Z')).toBeNull();
  });
});
