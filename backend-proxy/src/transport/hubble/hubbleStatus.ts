import type { Problem } from '@tart-lab/contract/problem.ts';
import type { HubbleMessage } from '../../parse/hubble/flow.ts';
import type { FlowNews, HubbleOptions, HubbleState } from './hubble.ts';
import { HUBBLE_TIMES, OVERLAP_MS } from './hubble.ts';
import { Intake } from './intake.ts';

type Said = Omit<HubbleState, 'lastMessageMs' | 'malformed' | 'sinceMs' | 'nodes'>;

/** What is known of one cluster's Hubble, and the one place where its news leave from. */
export class HubbleStatus {
  readonly intake: Intake;
  private readonly options: HubbleOptions;
  private said: Said = { via: null, phase: 'waiting', version: null, problem: null, restarts: 0 };
  private sinceMs: number;
  private reachable: number | null = null;
  private unavailable = new Set<string>();
  private lastSignMs: number | null = null;
  private linked = false;
  private healing = false;

  constructor(options: HubbleOptions) {
    this.options = options;
    this.sinceMs = options.now();
    this.intake = new Intake({ now: options.now, random: options.random ?? Math.random });
  }

  state(): HubbleState {
    const { malformed, lastMessageMs } = this.intake;
    const nodes = { reachable: this.reachable, unavailable: [...this.unavailable].sort() };
    return { ...this.said, sinceMs: this.sinceMs, nodes, malformed, lastMessageMs: lastMessageMs ?? this.lastSignMs };
  }

  /** Takes over what is new; `sinceMs` moves when the phase does. */
  say(news: Partial<Said>): void {
    const before = this.said;
    this.said = { ...before, ...news };
    if (this.said.phase !== before.phase || this.said.via !== before.via) this.sinceMs = this.options.now();
  }
  saidProblem(): Problem | null {
    return this.said.problem;
  }
  sayRestart(): void {
    this.said = { ...this.said, restarts: this.said.restarts + 1 };
  }

  sayNodes(reachable: number | null, unavailable: readonly string[]): void {
    this.reachable = reachable;
    this.unavailable = new Set(unavailable);
  }

  /** From when on flows are to be asked for: a little before the newest, of one node or of all. */
  resumeMs(node?: string): number {
    const newest = this.intake.newestMs(node);
    return Math.trunc(newest === null ? this.options.now() - this.firstMs() : newest - OVERLAP_MS);
  }
  private firstMs(): number {
    return this.options.times?.firstMs ?? HUBBLE_TIMES.firstMs;
  }

  /** Hubble answers. After a break, the flows between are awaited. `sinceMs` is what was asked for. */
  connected(sinceMs: number): void {
    const atMs = this.options.now();
    this.lastSignMs = atMs;
    if (this.linked) return;
    this.linked = true;
    this.healing = this.intake.newestMs() !== null;
    if (this.healing) this.intake.resume(sinceMs);
    this.options.onNews([{ type: 'link', connected: true, atMs }]);
  }

  /** A sign of life without a flow. */
  heard(): void {
    this.lastSignMs = this.options.now();
  }

  /** Hubble is not heard any more; what it said last is the end of what is known. */
  disconnected(): void {
    this.passOn();
    if (!this.linked) return;
    this.linked = false;
    const atMs = Math.max(this.lastSignMs ?? 0, this.intake.lastMessageMs ?? 0);
    this.options.onNews([{ type: 'link', connected: false, atMs }]);
  }

  /** Hands on what came in. */
  passOn(): void {
    const messages = this.intake.take();
    messages.forEach((message) => {
      if (message.type === 'nodes') this.noteNodes(message);
    });
    const healed = this.healing && this.intake.isResumed();
    if (healed) this.healing = false;
    const news: readonly FlowNews[] = healed ? [...messages, { type: 'healed', atMs: this.options.now() }] : messages;
    if (news.length > 0) this.options.onNews(news);
  }

  private noteNodes({ state, nodes }: Extract<HubbleMessage, { type: 'nodes' }>): void {
    for (const node of nodes) {
      if (state === 'NODE_UNAVAILABLE' || state === 'NODE_ERROR') this.unavailable.add(node);
      else this.unavailable.delete(node);
    }
  }
}
