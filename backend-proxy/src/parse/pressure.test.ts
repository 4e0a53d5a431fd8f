import { describe, expect, it } from 'vitest';
import { parsePressure } from './pressure.ts';

describe('parsePressure', () => {
  it('gives seconds', () => {
    const text = 'some avg10=0.00 avg60=0.12 avg300=0.08 total=81234\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=5000000\n';
    expect(parsePressure(text)).toEqual({ ok: true, value: { someSeconds: 0.081234, fullSeconds: 5 } });
  });
  it('does not know what the kernel does not say', () => {
    expect(parsePressure('some avg10=0.00 avg60=0.12 avg300=0.08 total=1\n')).toMatchObject({ value: { fullSeconds: null } });
  });
  it.each(['', 'full avg10=0.00 total=1\n', 'some avg10=0.00 total=\n'])('fails on %j', (text) => {
    expect(parsePressure(text).ok).toBe(false);
  });
});
