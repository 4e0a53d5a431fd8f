import { Worker } from 'node:worker_threads';
import type { Problem } from '@tart-lab/contract/problem.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import { historyFailed } from './historyProblems.ts';
import type { FromWorker, HistoryFileOptions, HistoryState, Series, ToWorker } from './messages.ts';
import { parseSeries } from './storedRows.ts';

const RESTART_MS = 1000;
/** The thread makes little garbage; without a limit its heap grows by 30 MB before it is first collected. */
const YOUNG_MB = 4;
type Answer = Exclude<FromWorker, { op: 'opened' | 'refused' | 'state' | 'problem' }>;
/** `Omit` would merge the members of the union. */
type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
export type WorkerQuestion = WithoutId<ToWorker>;

export interface WorkerLinkHandlers {
  /** The thread is ready, for the first time or again after it died; `series` is what its file knows. */
  onOpened(series: readonly Series[]): void;
  onState(state: HistoryState): void;
}

/** The history's worker thread: questions with answers. It is started again when it dies; open questions fail then. */
export class WorkerLink {
  private readonly options: HistoryFileOptions;
  private readonly handlers: WorkerLinkHandlers;
  private readonly asked = new Map<number, (answer: Result<Answer, Problem>) => void>();
  private worker: Worker | null = null;
  private restart: NodeJS.Timeout | undefined;
  private nextId = 1;
  private closing = false;

  constructor(options: HistoryFileOptions, handlers: WorkerLinkHandlers) {
    this.options = options;
    this.handlers = handlers;
  }

  /** Starts the thread. Resolves when the file is open, or with the reason why it is not. */
  open(): Promise<Result<void, Problem>> {
    return new Promise((resolve) => {
      // esbuild bundles this file into tart-lab.js and the thread into storeWorker.js beside it; tests run the sources.
      const script = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './storeWorker.js', import.meta.url);
      const worker = new Worker(script, { workerData: this.options, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } });
      let lastError: unknown = 'the thread ended';
      let opened = false;
      worker.on('message', (message: FromWorker) => {
        if (message.op === 'state') this.handlers.onState(message.state);
        else if (message.op === 'refused') resolve(fail(message.problem));
        else if (message.op === 'opened') {
          opened = true;
          this.worker = worker;
          this.handlers.onOpened(parseSeries(message.series));
          resolve(ok(undefined));
        } else this.settle(message.id, message.op === 'problem' ? fail(message.problem) : ok(message));
      });
      worker.on('error', (error: unknown) => {
        lastError = error;
      });
      worker.on('exit', () => {
        resolve(fail(historyFailed(this.options.path, 'open the history file', lastError)));
        if (this.worker === worker) this.worker = null;
        if (opened && !this.closing) this.recover(lastError);
      });
    });
  }

  ask(question: WorkerQuestion, transfer: ArrayBuffer[] = []): Promise<Result<Answer, Problem>> {
    const { worker } = this;
    if (!worker) return Promise.resolve(fail(historyFailed(this.options.path, 'reach the history thread', 'it is being restarted')));
    const id = this.nextId++;
    return new Promise((resolve) => {
      this.asked.set(id, resolve);
      const message: ToWorker = { ...question, id };
      worker.postMessage(message, transfer);
    });
  }

  /** Lets the thread write what it holds and end. */
  async close(): Promise<void> {
    this.closing = true;
    clearTimeout(this.restart);
    const { worker } = this;
    if (!worker) return;
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    await this.ask({ op: 'close' });
    await ended;
  }

  private settle(id: number, answer: Result<Answer, Problem>): void {
    this.asked.get(id)?.(answer);
    this.asked.delete(id);
  }

  private recover(error: unknown): void {
    const problem = historyFailed(this.options.path, 'keep the history', error);
    for (const id of [...this.asked.keys()]) this.settle(id, fail(problem));
    this.handlers.onState({ state: 'failed', problem });
    this.restart = setTimeout(() => {
      void this.open().then((opened) => {
        if (opened.ok) this.handlers.onState({ state: 'ok', problem: null });
        else if (!this.closing) this.recover(opened.error.detail);
      });
    }, RESTART_MS);
  }
}
