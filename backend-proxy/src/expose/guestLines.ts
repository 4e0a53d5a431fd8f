import type { Reading } from '@tart-lab/contract/sample.ts';
import type { LiveVm } from '../live/labState.ts';
import type { ReadingsAt } from '../live/guestState.ts';
import { isPodDevice } from '../sample/podDevice.ts';
import { joined, labelText } from './labelText.ts';
import { lineOf, type Lines } from './lines.ts';

/** More than any guest has by itself: dozens of disks, devices and mounts on 64 CPUs. */
const MOST_SERIES = 3000;
/** How old a value may be, in periods of its collector: as long as rates are drawn over it (`sample/sampleReport.ts`). */
const MOST_PERIODS = 2.5;

/** How often a collector is asked (ms), and the time. */
export interface Freshness {
  readonly periodMs: (collector: string) => number;
  readonly nowMs: number;
}

interface Block {
  readonly text: string;
  readonly series: number;
}
interface Rendered {
  readonly base: string;
  readonly stamp: string;
  readonly blocks: ReadonlyMap<string, Block>;
}

/** The lines of what one collector read, kept until it is read again: two scrapes of one frame render it once. */
const rendered = new WeakMap<ReadingsAt, Rendered>();

/** Whether what a collector read at `atMs` still is what the guest is like: the guest answers, and the collector's turn was not missed. */
export function isFresh({ guest }: LiveVm, collector: string, atMs: number, { periodMs, nowMs }: Freshness): boolean {
  const answeredMs = guest.lastAnswerMs ?? Number.NEGATIVE_INFINITY;
  return (
    nowMs - answeredMs <= periodMs('cpu') * MOST_PERIODS && nowMs - atMs <= Math.max(periodMs(collector), periodMs('cpu')) * MOST_PERIODS
  );
}

/** Devices of single pods come and go by the hundred, and their bytes are seen again on the uplink. */
function shownOf(collector: string, { readings }: ReadingsAt): readonly Reading[] {
  const all = readings();
  if (collector !== 'network' && collector !== 'kernel') return all;
  const uplinks = new Set(all.filter(({ name }) => name === 'tart_network_uplink').map(({ labels }) => labels['device']));
  return all.filter(({ labels }) => {
    const device = labels['device'];
    return device === undefined || uplinks.has(device) || !isPodDevice(device);
  });
}

function render(collector: string, readings: ReadingsAt, base: string, stamp: string): Rendered {
  const texts = new Map<string, { text: string; series: number }>();
  for (const { name, labels, value } of shownOf(collector, readings)) {
    if (Number.isNaN(value)) continue;
    const line = lineOf(name, joined(labelText(labels), base), value, stamp);
    const block = texts.get(name);
    if (block) {
      block.text += line;
      block.series++;
    } else texts.set(name, { text: line, series: 1 });
  }
  return { base, stamp, blocks: texts };
}

/**
 * What a guest's collectors last read, under node_exporter's names with the labels `base`. A guest that is silent gives nothing, and
 * a collector whose turn was missed neither: their series end, as those of a node_exporter that does not answer.
 */
export function addGuest(lines: Lines, live: LiveVm, base: string, freshness: Freshness): void {
  lines.within('guests', MOST_SERIES, () => {
    for (const [collector, readings] of live.guest.latestReadings()) {
      if (!isFresh(live, collector, readings.atMs, freshness)) continue;
      if (collector === 'clock' && lines.stamp(0) === '') {
        addClock(lines, readings, base, freshness.nowMs);
        continue;
      }
      const stamp = lines.stamp(readings.atMs);
      let known = rendered.get(readings);
      if (known?.base !== base || known.stamp !== stamp) {
        known = render(collector, readings, base, stamp);
        rendered.set(readings, known);
      }
      for (const [family, { text, series }] of known.blocks) lines.addBlock(family, text, series);
    }
  });
}

/** The guest's clock is compared once a minute. Without a time behind it, a value is taken for one of now, so it is told for now. */
function addClock(lines: Lines, { readings, atMs }: ReadingsAt, base: string, nowMs: number): void {
  for (const { name, labels, value } of readings()) {
    const text = joined(labelText(labels), base);
    lines.add(name, text, name === 'node_time_seconds' ? Math.round(value * 1000 + nowMs - atMs) / 1000 : value);
  }
}
