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
  vi.useFakeTimers({ now: 1_000_000_100, toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date', 'performance'] });
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

it('never rests while more than a drip comes', () => {
  const gather = open();
  vi.advanceTimersByTime(3000);
  gather.take(Buffer.alloc(40_000));
  vi.advanceTimersByTime(10);
  expect(log).not.toContain('pause');
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
