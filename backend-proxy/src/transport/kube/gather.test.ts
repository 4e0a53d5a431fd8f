import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Gather } from './gather.ts';

let log: string[] = [];
let wantsMore = true;
const source = { pause: () => void log.push('pause'), resume: () => void log.push('resume') };
const open = (): Gather =>
  new Gather(source, (piece) => {
    log.push(piece.toString());
    return wantsMore;
  });

beforeEach(() => {
  log = [];
  wantsMore = true;
  vi.useFakeTimers({ now: 1_000_000_100, toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date'] });
});
afterEach(() => vi.useRealTimers());

it('delivers what comes in one turn as one piece', () => {
  const gather = open();
  gather.take(Buffer.from('a'));
  gather.take(Buffer.from('b'));
  vi.advanceTimersByTime(10);
  expect(log).toEqual(['ab']);
});

it('rests after a drip until the next half second, once the stream is past its handshakes', () => {
  const gather = open();
  vi.advanceTimersByTime(3000);
  gather.take(Buffer.from('a'));
  vi.advanceTimersByTime(10);
  expect(log).toEqual(['a', 'pause']);
  gather.wanted(); // the reader may want more: it waits all the same
  vi.advanceTimersByTime(380);
  expect(log).toEqual(['a', 'pause']);
  vi.advanceTimersByTime(20);
  expect(log).toEqual(['a', 'pause', 'resume']);
});

it('never rests while more than a drip comes, in large pieces or many small ones, nor soon after', () => {
  const gather = open();
  vi.advanceTimersByTime(3000);
  for (let i = 0; i < 40; i++) {
    gather.take(Buffer.alloc(4000));
    vi.advanceTimersByTime(5);
  }
  vi.advanceTimersByTime(2000);
  gather.take(Buffer.from('a'));
  vi.advanceTimersByTime(10);
  expect(log.filter((said) => said === 'pause')).toHaveLength(1); // the first pieces of a storm look like a drip
  vi.advanceTimersByTime(4000);
  gather.take(Buffer.from('b'));
  vi.advanceTimersByTime(10);
  expect(log.at(-1)).toBe('pause');
});

it('holds the source back when the reader is slow, until more is wanted', () => {
  wantsMore = false;
  const gather = open();
  gather.take(Buffer.from('a'));
  vi.advanceTimersByTime(1000);
  expect(log).toEqual(['a', 'pause']);
  gather.wanted();
  expect(log).toEqual(['a', 'pause', 'resume']);
});

it('gives what is left when it is flushed, and nothing after its end', () => {
  const gather = open();
  gather.take(Buffer.from('a'));
  gather.flush();
  gather.end();
  vi.advanceTimersByTime(5000);
  expect(log).toEqual(['a']);
});
