import { READINGS } from '@tart-lab/contract/readings.ts';
import type { Labels, Reading } from '@tart-lab/contract/sample.ts';

/**
 * A reading from frame to frame: its value now and, for a counter that was read before, how much it grew. It is brought up to date in
 * place, as a frame repeats nearly all that the one before had. What cannot be said is NaN.
 */
export interface Track {
  readonly name: string;
  readonly labels: Labels;
  value: number;
  /** When it was read (epoch ms). */
  atMs: number;
  /** Difference to the reading before; negative when the counter went back. */
  delta: number;
  perSecond: number;
}
/** A frame's readings by name. */
export type ByName = ReadonlyMap<string, readonly Track[]>;

/** The readings of frames that bring the same ones in the same order. */
export interface Layout {
  readonly tracks: readonly Track[];
  readonly byName: ByName;
}

const COLLECTOR_OF_COUNTER = new Map(READINGS.filter(({ kind }) => kind === 'counter').map(({ name, collector }) => [name, collector]));
/** Frames differ by what is due in them, so a guest has a few layouts; more come when its devices change. */
const MOST_LAYOUTS = 12;
/** Beyond so many that are not in the frame, those that are gone are forgotten. */
const MOST_OTHERS = 500;

/** All that a guest's frames brought, so that each can be compared with the one before. */
export class Tracks {
  private readonly byKey = new Map<string, Track>();
  /** By their length: another one of the same length takes its place. */
  private readonly layouts = new Map<number, Layout>();

  /**
   * Compares a frame's counters with those of the frames before, and brings all readings up to date.
   *
   * No rate is given, rather than a wrong one: for a counter's first reading, for one that went back, for all counters of a
   * device of which one went back (the device was re-created, or its driver restarted), and over a gap longer than `maxGapMs`.
   * What happened in such a gap is in none of the rates: the average would draw a line where nothing was measured.
   * Counters that this frame did not bring are remembered until the gap is over, so one missed frame costs one point.
   */
  take(readings: readonly Reading[], atMs: number, maxGapMs: number): Layout {
    const layout = this.layoutOf(readings, atMs, maxGapMs);
    const { tracks } = layout;
    let restarted: Set<string> | undefined;
    readings.forEach(({ value }, i) => {
      const track = tracks[i];
      if (!track) return;
      const device = grow(track, value, atMs, maxGapMs);
      if (device !== undefined) restarted = (restarted ?? new Set()).add(device);
    });
    if (restarted) forgetGrowth(tracks, restarted);
    return layout;
  }

  /** A counter that begins again. */
  forget(name: string): void {
    this.byKey.forEach((track) => {
      if (track.name === name) track.atMs = NaN;
    });
  }

  private layoutOf(readings: readonly Reading[], atMs: number, maxGapMs: number): Layout {
    const known = this.layouts.get(readings.length);
    if (known && fits(known, readings)) return known;
    const tracks = readings.map((reading) => this.find(reading));
    const byName = new Map<string, Track[]>();
    for (const track of tracks) {
      const same = byName.get(track.name);
      if (same) same.push(track);
      else byName.set(track.name, [track]);
    }
    const layout = { tracks, byName };
    if (this.layouts.size >= MOST_LAYOUTS) this.layouts.clear();
    if (this.byKey.size > tracks.length + MOST_OTHERS) this.forgetGone(tracks, atMs - maxGapMs);
    this.layouts.set(tracks.length, layout);
    return layout;
  }

  private find({ name, labels, value }: Reading): Track {
    let key = name;
    for (const label in labels) key += `\0${labels[label]}`;
    const known = this.byKey.get(key);
    if (known) return known;
    const track = { name, labels, value, atMs: NaN, delta: NaN, perSecond: NaN };
    this.byKey.set(key, track);
    return track;
  }

  private forgetGone(here: readonly Track[], beforeMs: number): void {
    const kept = new Set(here);
    for (const [key, track] of this.byKey) if (!kept.has(track) && !(track.atMs >= beforeMs)) this.byKey.delete(key);
    this.layouts.clear(); // they hold what was forgotten
  }
}

function fits({ tracks }: Layout, readings: readonly Reading[]): boolean {
  return readings.every(({ name, labels }, i) => {
    const track = tracks[i];
    if (track?.name !== name) return false;
    for (const label in labels) if (track.labels[label] !== labels[label]) return false;
    return true;
  });
}

/** Takes over a value. Says of which device's collector a counter went back. */
function grow(track: Track, value: number, atMs: number, maxGapMs: number): string | undefined {
  const collector = COLLECTOR_OF_COUNTER.get(track.name);
  const elapsedMs = atMs - track.atMs;
  const isComparable = collector !== undefined && elapsedMs > 0 && elapsedMs <= maxGapMs;
  const delta = isComparable ? value - track.value : NaN;
  track.value = value;
  track.atMs = atMs;
  track.delta = delta;
  track.perSecond = delta >= 0 ? (delta * 1000) / elapsedMs : NaN;
  const device = delta < 0 ? track.labels['device'] : undefined;
  return device === undefined ? undefined : `${collector} ${device}`;
}

function forgetGrowth(tracks: readonly Track[], restarted: ReadonlySet<string>): void {
  for (const track of tracks) {
    if (!restarted.has(`${COLLECTOR_OF_COUNTER.get(track.name)} ${track.labels['device']}`)) continue;
    track.delta = NaN;
    track.perSecond = NaN;
  }
}
