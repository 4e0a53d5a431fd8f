import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { Agenda } from './agenda.ts';

describe('an agenda', () => {
  it('does what is due in the order of time, each at its time', () => {
    const agenda = new Agenda(() => 0, 1000);
    const random = new Random('agenda');
    const done: number[] = [];
    for (let count = 0; count < 200; count++) agenda.at(1000 + random.integer(0, 500), () => done.push(agenda.now()));
    agenda.runUntil(1250);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(Math.max(...done)).toBeLessThanOrEqual(1250);
    expect(agenda.now()).toBe(1250);
    agenda.runUntil(1500);
    expect(done).toHaveLength(200);
  });

  it('keeps the order of what is due at one time, and does what is added meanwhile', () => {
    const agenda = new Agenda(() => 0, 0);
    const done: string[] = [];
    agenda.at(10, () => {
      done.push('a');
      agenda.after(0, () => done.push('c'));
    });
    agenda.at(10, () => done.push('b'));
    agenda.runUntil(10);
    expect(done).toEqual(['a', 'b', 'c']);
  });

  it('forgets what was called off', () => {
    const agenda = new Agenda(() => 0, 0);
    const done: string[] = [];
    const cancel = agenda.after(5, () => done.push('never'));
    agenda.after(6, () => done.push('this'));
    cancel();
    agenda.runUntil(100);
    expect(done).toEqual(['this']);
  });
});
