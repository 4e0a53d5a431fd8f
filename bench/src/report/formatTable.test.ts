import { describe, expect, it } from 'vitest';
import { formatBudget, toBudget } from './budget.ts';
import { formatCell, formatTable } from './formatTable.ts';

describe('formatTable', () => {
  it('lines up, names units and shows what was not measured as a dash', () => {
    const table = {
      title: 'Frames',
      columns: [
        { key: 'way', title: 'way', unit: 'text' as const },
        { key: 'p50', title: 'p50', unit: 'ms' as const },
      ],
      rows: [
        { way: 'frame', p50: 3.14159 },
        { way: 'five execs', p50: null },
      ],
      notes: ['on loopback'],
    };
    expect(formatTable(table)).toBe(
      [
        'Frames',
        '',
        '| way        |     p50 |',
        '| ---------- | ------: |',
        '| frame      | 3.14 ms |',
        '| five execs |       – |',
        '  on loopback',
      ].join('\n'),
    );
  });

  it('shows 0 as 0 and large numbers without an exponent', () => {
    expect(formatCell(0, 'ms')).toBe('0 ms');
    expect(formatCell(71_723.4, 'ms')).toBe('71723 ms');
    expect(formatCell(1_234_567, 'count')).toBe('1,234,567');
  });
});

describe('toBudget', () => {
  it('is met at the limit, not met above it, and unknown when nothing was measured', () => {
    expect(toBudget('a', 10, 10, 'ms').met).toBe(true);
    expect(toBudget('a', 10.1, 10, 'ms').met).toBe(false);
    expect(toBudget('a', null, 10, 'ms').met).toBeNull();
    expect(formatBudget(toBudget('one frame', 12.34, 10, 'ms'))).toBe('  NOT MET  one frame: 12.3 ms (budget 10 ms)');
    expect(formatBudget(toBudget('one frame', null, 10, 'ms'))).toContain('not measured');
  });
});
