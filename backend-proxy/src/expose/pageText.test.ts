import { describe, expect, it } from 'vitest';
import { Lines, stampOf, type TextFormat } from './lines.ts';
import { pageText } from './pageText.ts';

const page = (format: TextFormat, fill: (lines: Lines) => void, withTimes = false): string => {
  const lines = new Lines(stampOf(format, withTimes));
  fill(lines);
  return [...pageText(lines, format)].join('');
};
function fill(lines: Lines): void {
  lines.add('tart_vm_up', 'vm="a"', 1);
  lines.add('node_forks_total', 'vm="a"', 12, 1_700_000_000_250);
  lines.add('node_vmstat_pgfault', '', 1e21);
  lines.add('tart_vm_up', 'vm="b"', 0);
}

describe('pageText', () => {
  it('has all lines of a family together, in the contract’s order, in the older format', () => {
    expect(page('prometheus', fill)).toBe(
      `# HELP node_forks_total Processes started since boot.
# TYPE node_forks_total counter
node_forks_total{vm="a"} 12
# HELP node_vmstat_pgfault Field pgfault of /proc/vmstat.
# TYPE node_vmstat_pgfault untyped
node_vmstat_pgfault 1e+21
# HELP tart_vm_up 1 when the VM answered its last frame, 0 when it did not. A VM that is not meant to run has none.
# TYPE tart_vm_up gauge
tart_vm_up{vm="a"} 1
tart_vm_up{vm="b"} 0
`,
    );
  });

  it('names a counter’s family without _total in OpenMetrics, says unknown, and ends with EOF', () => {
    const text = page('openmetrics', fill);
    expect(text).toContain('# TYPE node_forks counter\nnode_forks_total{vm="a"} 12\n');
    expect(text).toContain('# TYPE node_vmstat_pgfault unknown\n');
    expect(text.endsWith('\n# EOF\n')).toBe(true);
  });

  it('tells times in seconds to OpenMetrics and in milliseconds to the older format', () => {
    expect(page('openmetrics', fill, true)).toContain('node_forks_total{vm="a"} 12 1700000000.250\n');
    expect(page('prometheus', fill, true)).toContain('node_forks_total{vm="a"} 12 1700000000250\n');
    expect(page('prometheus', fill, true)).toContain('tart_vm_up{vm="a"} 1\n');
  });

  it('is empty, and still ends, when nothing is known', () => {
    expect(page('prometheus', () => undefined)).toBe('');
    expect(page('openmetrics', () => undefined)).toBe('# EOF\n');
  });
});

describe('Lines', () => {
  it('has no line for what is not known, and infinities as Prometheus writes them', () => {
    const text = page('prometheus', (lines) => {
      for (const value of [null, undefined, NaN, Infinity, -Infinity, 0]) lines.add('tart_vm_up', `v="${value}"`, value);
    });
    expect(text.split('\n').filter((line) => !line.startsWith('#') && line !== '')).toEqual([
      'tart_vm_up{v="Infinity"} +Inf',
      'tart_vm_up{v="-Infinity"} -Inf',
      'tart_vm_up{v="0"} 0',
    ]);
  });

  it('takes no more series of a part than its bound and counts the rest', () => {
    const lines = new Lines();
    lines.within('guests', 2, () => {
      for (const vm of ['a', 'b', 'c', 'd']) lines.add('tart_vm_up', `vm="${vm}"`, 1);
    });
    lines.within('guests', 2, () => lines.add('tart_vm_up', 'vm="e"', 1));
    expect(lines.of('tart_vm_up')?.join('')).toBe('tart_vm_up{vm="a"} 1\ntart_vm_up{vm="b"} 1\ntart_vm_up{vm="e"} 1\n');
    expect([...lines.cut()]).toEqual([['guests', 2]]);
  });
});
