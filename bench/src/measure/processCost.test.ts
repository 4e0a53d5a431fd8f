import { describe, expect, it } from 'vitest';
import { measureProcessCostMs } from './processCost.ts';

describe.skipIf(process.platform !== 'linux')('measureProcessCostMs', () => {
  it('is more than nothing and less than a second', async () => {
    const costMs = await measureProcessCostMs();
    expect(costMs).toBeGreaterThan(0.05);
    expect(costMs).toBeLessThan(1000);
  });
});
