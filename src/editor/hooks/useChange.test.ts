import { expect, it, vi } from 'vitest';
import { renderHook } from '@testing-library/react';
import { withDefaults } from '../../query/withDefaults.ts';
import { useChange } from './useChange.ts';

it('asks a choice once, however often it is told before the page is drawn anew', () => {
  const [onChange, onRunQuery] = [vi.fn(), vi.fn()];
  const query = withDefaults({ refId: 'A', metric: 'tart_vm_load1' });
  const { result, rerender } = renderHook((saved) => useChange(saved, onChange, onRunQuery), { initialProps: query });
  for (let time = 0; time < 3; time += 1) result.current({ metric: 'tart_vm_load5', vms: [] });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  expect(onChange).toHaveBeenLastCalledWith({ ...query, metric: 'tart_vm_load5' });

  rerender({ ...query, metric: 'tart_vm_load5' });
  result.current({ metric: 'tart_vm_load5' });
  expect(onRunQuery).toHaveBeenCalledTimes(1);
  result.current({ metric: 'tart_vm_load1' });
  expect(onRunQuery).toHaveBeenCalledTimes(2);
});
