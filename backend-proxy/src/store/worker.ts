import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { Engine, TICK_MS } from './engine.ts';
import { historyFailed } from './historyProblems.ts';
import type { FromWorker, HistoryFileOptions, PointsRequest, ToWorker } from './messages.ts';
import type { SeriesPoints } from './openChunks.ts';

/** The thread that owns the history file. One engine, one message at a time; long reads give way every 10 ms. */
const given: unknown = workerData;
if (!isOptions(given)) throw new Error('worker.ts is started with the options of the history file');
const options = given;
const port = parentPort;
if (!port) throw new Error('worker.ts runs in a worker thread only');
const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

let engine: Engine;
try {
  engine = new Engine(options, Date.now, (state) => send({ op: 'state', state }));
} catch (error) {
  send({ op: 'refused', problem: historyFailed(options.path, 'open the history file', error) });
  process.exit();
}
const ticking = setInterval(() => engine.tick(), TICK_MS);
send({ op: 'opened', series: engine.series() });
port.on('message', (message: ToWorker) => void answer(message));

function isOptions(value: unknown): value is HistoryFileOptions {
  return typeof value === 'object' && value !== null && 'path' in value && 'rawMs' in value && 'minuteMs' in value;
}

async function answer(message: ToWorker): Promise<void> {
  const { id } = message;
  try {
    switch (message.op) {
      case 'append':
        engine.append(message.batch);
        return send({ op: 'done', id });
      case 'points':
        return sendPoints(id, await readPoints(message.request));
      case 'events':
        return send({ op: 'events', id, events: engine.events(message.request, message.limit) });
      case 'stats':
        return send({ op: 'stats', id, stats: engine.stats() });
      case 'close':
        clearInterval(ticking);
        engine.close();
        send({ op: 'done', id });
        return port?.close();
    }
  } catch (error) {
    send({ op: 'problem', id, problem: historyFailed(options.path, 'read the history', error) });
    engine.handleReadError(error);
  }
}

async function readPoints(request: PointsRequest): Promise<SeriesPoints[]> {
  const points: SeriesPoints[] = [];
  let turnBeganMs = performance.now();
  for (const series of request.series) {
    points.push(engine.points(series, request));
    if (performance.now() - turnBeganMs < 10) continue;
    await nextTurn();
    turnBeganMs = performance.now();
  }
  return points;
}

/** Answers many series as two long columns and their lengths: one copy each, whatever the number of series. */
function sendPoints(id: number, points: readonly SeriesPoints[]): void {
  const length = points.reduce((sum, { times }) => sum + times.length, 0);
  const times = new Float64Array(length);
  const values = new Float64Array(length);
  let at = 0;
  for (const part of points) {
    times.set(part.times, at);
    values.set(part.values, at);
    at += part.times.length;
  }
  const series = points.map((part) => part.series);
  const lengths = points.map((part) => part.times.length);
  send({ op: 'points', id, series, lengths, times, values }, [times.buffer, values.buffer]);
}
