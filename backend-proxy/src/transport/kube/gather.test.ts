import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Gather } from './gather.ts';
import { StreamPace } from './streamPace.ts';

let log: string[] = [];
let wantsMore = true;
let pace: StreamPace;
const source = { pause: () => void log.push('pause'), resume: () => void log.push('resume') };
const open = (): Gather =>
  new Gather(source, pace, (piece) => {
    log.push(piece.length > 20 ? `${piece.length} bytes` : piece.toString());
    return wantsMore;
  });
const give = (gather: Gather, text: string): void => gather.take(Buffer.from(text), text.length);

beforeEach(() => {
  log = [];
  wantsMore = true;
  vi.useFakeTimers({ now: 1_000_000_100, toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'Date'] });
});
afterEach(() => vi.useRealTimers());

describe('while someone looks', () => {
  beforeEach(() => (pace = new StreamPace({ holds: false })));

  it('hands on what comes in one turn as one piece', () => {
    const gather = open();
    give(gather, 'a');
    give(gather, 'b');
    vi.advanceTimersByTime(10);
    expect(log).toEqual(['ab']);
  });

  it('copies what it is given, as the buffer is filled again', () => {
    const gather = open();
    const buffer = Buffer.from('abc');
    gather.take(buffer, 2);
    buffer.fill('x');
    vi.advanceTimersByTime(10);
    expect(log).toEqual(['ab']);
  });

  it('rests after a drip until the next half second, once the stream is past its handshakes', () => {
    const gather = open();
    vi.advanceTimersByTime(3000);
    give(gather, 'a');
    vi.advanceTimersByTime(10);
    expect(log).toEqual(['a', 'pause']);
    gather.wanted(); // the reader may want more: it waits all the same
    vi.advanceTimersByTime(380);
    expect(log).toEqual(['a', 'pause']);
    vi.advanceTimersByTime(20);
    expect(log.slice(0, 3)).toEqual(['a', 'pause', 'resume']);
  });

  it('never rests while more than a drip comes, in large pieces or many small ones, nor soon after', () => {
    const gather = open();
    vi.advanceTimersByTime(3000);
    for (let i = 0; i < 40; i++) {
      gather.take(Buffer.alloc(4000), 4000);
      vi.advanceTimersByTime(5);
    }
    vi.advanceTimersByTime(2000);
    give(gather, 'a');
    vi.advanceTimersByTime(10);
    expect(log.filter((said) => said === 'pause')).toHaveLength(1); // the first pieces of a storm look like a drip
    vi.advanceTimersByTime(4000);
    give(gather, 'b');
    vi.advanceTimersByTime(10);
    expect(log.at(-1)).toBe('pause');
  });

  it('holds the source back when the reader is slow, until more is wanted', () => {
    wantsMore = false;
    const gather = open();
    give(gather, 'a');
    vi.advanceTimersByTime(1000);
    expect(log).toEqual(['a', 'pause']);
    gather.wanted();
    expect(log).toEqual(['a', 'pause', 'resume']);
  });

  it('gives what is left when it is flushed, and nothing after its end', () => {
    const gather = open();
    give(gather, 'a');
    gather.flush();
    gather.end();
    vi.advanceTimersByTime(5000);
    expect(log).toEqual(['a']);
  });
});

describe('while nobody looks', () => {
  beforeEach(() => (pace = new StreamPace({ holds: true })));
  /** Past its handshakes, and at rest. */
  const openOld = (): Gather => {
    const gather = open();
    give(gather, 'hello');
    vi.advanceTimersByTime(2900);
    expect(log).toEqual(['hello']);
    give(gather, '!');
    vi.advanceTimersByTime(101);
    log = [];
    return gather;
  };
  const pieces = (): string[] => log.filter((said) => said !== 'pause' && said !== 'resume');

  it('reads once a second and holds what comes until it is asked for', async () => {
    const gather = openOld();
    give(gather, 'a');
    vi.advanceTimersByTime(1000);
    give(gather, 'b');
    vi.advanceTimersByTime(1900);
    expect(log.filter((said) => said === 'resume')).toHaveLength(3);
    expect(pieces()).toEqual([]);
    const taken = pace.takeIn();
    give(gather, 'c'); // what waited in the socket
    vi.advanceTimersByTime(5);
    await taken;
    expect(pieces().join('')).toBe('abc');
    expect(log.at(-1)).toBe('pause');
  });

  it('holds nothing for longer than five seconds', () => {
    const gather = openOld();
    give(gather, 'a');
    vi.advanceTimersByTime(6100);
    expect(pieces()).toEqual(['a']);
  });

  it('reads twice a second what comes faster, so that little waits in the socket', () => {
    const gather = openOld();
    gather.take(Buffer.alloc(40_000), 40_000);
    vi.advanceTimersByTime(5);
    log = [];
    vi.advanceTimersByTime(500);
    expect(log[0]).toBe('resume');
    expect(pieces()).toEqual([]);
  });

  it('hands on a storm as it comes', () => {
    const gather = openOld();
    gather.take(Buffer.alloc(70_000), 70_000);
    vi.advanceTimersByTime(5);
    expect(log).toEqual(['70000 bytes']);
    give(gather, 'a');
    vi.advanceTimersByTime(5);
    expect(pieces().at(-1)).toBe('a');
  });

  it('takes in what is held as soon as someone looks, and for a minute twice a second', async () => {
    const gather = openOld();
    give(gather, 'a');
    vi.advanceTimersByTime(10);
    const taken = pace.want();
    vi.advanceTimersByTime(5);
    await taken;
    expect(pieces()).toEqual(['a']);
    vi.advanceTimersByTime(500);
    give(gather, 'b');
    vi.advanceTimersByTime(5);
    expect(pieces()).toEqual(['a', 'b']);
    await pace.want(); // nothing waits: what is there is fresh
    vi.advanceTimersByTime(60_000);
    give(gather, 'c');
    vi.advanceTimersByTime(10);
    expect(pieces()).toEqual(['a', 'b']);
  });

  it('keeps nobody waiting where the reader is slow, where it ends, and where there is no stream', async () => {
    const slow = openOld();
    wantsMore = false;
    give(slow, 'a');
    const taken = pace.takeIn();
    vi.advanceTimersByTime(5);
    await taken;
    await pace.takeIn();
    const ended = open();
    const left = pace.takeIn();
    ended.end();
    await left;
    slow.end();
    await pace.takeIn();
    expect(vi.getTimerCount()).toBe(0);
  });
});
