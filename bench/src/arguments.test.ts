import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('parseArguments', () => {
  it('runs everything when nothing is named', () => {
    expect(parseArguments([])).toEqual({
      ok: true,
      value: { sections: ['frames', 'proxy', 'scale', 'clusters', 'scrape', 'history'], quick: false },
    });
  });

  it('keeps the sections in their order', () => {
    expect(parseArguments(['history', 'frames', '--quick', '--json', 'out.json'])).toEqual({
      ok: true,
      value: { sections: ['frames', 'history'], quick: true, json: 'out.json' },
    });
  });

  it('refuses an unknown section and an unknown option by name', () => {
    expect(parseArguments(['speed'])).toEqual({ ok: false, error: 'there is no section speed' });
    expect(parseArguments(['--fast'])).toMatchObject({ ok: false, error: expect.stringContaining('--fast') });
  });
});
