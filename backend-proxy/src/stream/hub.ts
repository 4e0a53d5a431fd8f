import { randomBytes } from 'node:crypto';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { HEARTBEAT_MS, StreamRequest, Subscription } from '@tart-lab/contract/stream.ts';
import type { StreamAnswer } from '@tart-lab/contract/stream.ts';
import { groupBy } from '../groupBy.ts';
import type { Log } from '../log.ts';
import { badRequest } from '../problems.ts';
import type { QueryDeps } from '../query/deps.ts';
import { issueText } from '../query/issueText.ts';
import type { Result } from '../result.ts';
import { fail, ok } from '../result.ts';
import { Feed } from './feed.ts';
import { eventText, newsText } from './news.ts';
import type { News } from './news.ts';
import { Outlet } from './outlet.ts';
import type { Sink } from './outlet.ts';
import { planOf } from './plan.ts';
import { Pulse } from './pulse.ts';

const MOST_STREAMS = 200;
const MOST_FEEDS = 2000;

interface OpenStream {
  readonly name: string;
  readonly outlet: Outlet;
  readonly followers: Map<string, Follower>;
}
interface Follower {
  readonly id: string;
  readonly text: string;
  readonly stream: OpenStream;
  readonly feed: Feed<Follower>;
}

export interface HubOptions {
  readonly queries: QueryDeps;
  /** How often guests are read: answers are never renewed more often. */
  readonly cycleMs: number;
  readonly log: Pick<Log, 'error'>;
}

/**
 * The streams that are open and the answers they follow. An answer is renewed once a cycle from memory and history, however many
 * streams and subscriptions follow it, and nothing runs while nobody does. It never starts a collection.
 */
export class StreamHub {
  private readonly options: HubOptions;
  private readonly streams = new Map<string, OpenStream>();
  private readonly feeds = new Map<string, Feed<Follower>>();
  private readonly pulse: Pulse;
  private heartbeat: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(options: HubOptions) {
    this.options = options;
    this.pulse = new Pulse(options.cycleMs, options.queries.now, () => this.renewAll());
  }

  /** New samples or events came: answers are renewed soon. */
  noteArrival(): void {
    if (this.feeds.size > 0) this.pulse.quicken();
  }

  stats(): { readonly streams: number; readonly subscriptions: number; readonly answers: number } {
    const subscriptions = [...this.feeds.values()].reduce((sum, { followers }) => sum + followers.size, 0);
    return { streams: this.streams.size, subscriptions, answers: this.feeds.size };
  }

  /** Begins a stream; the one returned ends it. Fails with `limit_reached`, and with `not_ready` while the proxy stops. */
  open(sink: Sink): Result<() => void, Problem> {
    if (this.closed) return fail(refusal('not_ready', 'the proxy is stopping', 'Try again in a few seconds.'));
    if (this.streams.size >= MOST_STREAMS) {
      return fail(refusal('limit_reached', `${MOST_STREAMS} streams are open`, 'Close dashboards that nobody looks at.'));
    }
    const stream: OpenStream = { name: randomBytes(16).toString('hex'), outlet: new Outlet(sink), followers: new Map() };
    this.streams.set(stream.name, stream);
    const { cycleMs, queries } = this.options;
    stream.outlet.send(eventText('opened', { stream: stream.name, cycleMs, nowMs: queries.now() }));
    this.heartbeat ??= setInterval(() => this.beat(), HEARTBEAT_MS).unref();
    return ok(() => this.drop(stream));
  }

  /** Replaces what a stream follows by the body of `POST /api/v1/stream/NAME`. Fails with `not_found` for a stream that is not open. */
  async follow(name: string, body: unknown): Promise<Result<StreamAnswer, Problem>> {
    const stream = this.streams.get(name);
    if (!stream) {
      const advice = 'Open GET /api/v1/stream again, and go on from your cursors.';
      return fail({ kind: 'not_found', target: 'stream', doing: 'find the stream', detail: 'no such stream is open', advice });
    }
    const request = StreamRequest.safeParse(body);
    if (!request.success) return fail(badRequest('POST /api/v1/stream', issueText(request.error), 'Send a list of subscriptions.'));
    const wanted = new Map(request.data.subscriptions.map((given) => [given.id, given]));
    for (const [id, follower] of stream.followers) {
      const given = wanted.get(id);
      if (!given || textOf(given) !== follower.text) this.leave(follower);
    }
    const joined = [...wanted.values()].map((given, i) => this.join(stream, given, `subscriptions[${i}]`));
    return ok({ refused: (await Promise.all(joined)).flatMap((refused) => refused ?? []) });
  }

  /** Ends every stream and every timer. */
  close(): void {
    this.closed = true;
    clearInterval(this.heartbeat);
    this.pulse.stop();
    for (const stream of this.streams.values()) {
      this.drop(stream);
      stream.outlet.end();
    }
  }

  private async join(
    stream: OpenStream,
    given: StreamRequest['subscriptions'][number],
    path: string,
  ): Promise<StreamAnswer['refused'] | null> {
    const { id } = given;
    if (stream.followers.has(id)) return null;
    const subscription = Subscription.safeParse(given);
    const refused = (problem: Problem) => [{ id, problem }];
    if (!subscription.success) return refused(badRequest(id, issueText(subscription.error, path), 'Correct the field.'));
    const { queries, cycleMs } = this.options;
    const plan = planOf(subscription.data, queries, cycleMs);
    const known = this.feeds.get(plan.key);
    if (!known && this.feeds.size >= MOST_FEEDS)
      return refused(refusal('limit_reached', `${MOST_FEEDS} answers are followed`, 'Close dashboards that nobody looks at.'));
    const feed = known ?? new Feed<Follower>(plan, queries);
    this.feeds.set(plan.key, feed);
    const follower: Follower = { id, text: textOf(given), stream, feed };
    stream.followers.set(id, follower);
    feed.followers.set(follower, false);

    const opened = await feed.opened();
    if (stream.followers.get(id) !== follower) return null; // it left meanwhile
    if (!opened.ok) {
      this.leave(follower);
      return refused(opened.error);
    }
    const beginning = feed.begin(subscription.data.cursorMs);
    if (beginning === null) this.miss([follower]);
    else {
      feed.followers.set(follower, true);
      this.tell([follower], newsText(beginning));
      this.pulse.start();
    }
    return null;
  }

  private async renewAll(): Promise<void> {
    const nowMs = this.options.queries.now();
    const due = [...this.feeds.values()].filter((feed) => feed.isDue(nowMs));
    await Promise.all(
      due.map(async (feed) => {
        await feed.opened();
        const news = await feed.renew();
        if (news) this.broadcast(feed, news);
      }),
    ).catch((bug: unknown) => this.options.log.error({ stack: bug instanceof Error ? bug.stack : String(bug) }, 'stream_failed'));
    if (this.feeds.size === 0) this.pulse.stop();
  }

  private broadcast(feed: Feed<Follower>, news: News): void {
    const listening = [...feed.followers].flatMap(([follower, begun]) => (begun ? [follower] : []));
    if (listening.length === 0) return;
    const text = newsText(news);
    for (const followers of groupBy(listening, ({ stream }) => stream).values()) this.tell(followers, text);
  }

  /** Tells followers of one stream. Those that a slow reader keeps from hearing it end. */
  private tell(followers: readonly Follower[], text: (ids: readonly string[]) => string): void {
    const sent = followers[0]?.stream.outlet.send(text(followers.map(({ id }) => id)));
    if (sent === false) this.miss(followers);
  }

  private miss(followers: readonly Follower[]): void {
    for (const follower of followers) this.leave(follower);
    followers[0]?.stream.outlet.miss(followers.map(({ id }) => id));
  }

  private leave(follower: Follower): void {
    const { id, stream, feed } = follower;
    if (stream.followers.get(id) === follower) stream.followers.delete(id);
    feed.followers.delete(follower);
    if (feed.followers.size === 0 && this.feeds.get(feed.key) === feed) this.feeds.delete(feed.key);
  }

  private drop(stream: OpenStream): void {
    for (const follower of stream.followers.values()) this.leave(follower);
    this.streams.delete(stream.name);
    if (this.streams.size > 0) return;
    clearInterval(this.heartbeat);
    this.heartbeat = undefined;
  }

  private beat(): void {
    for (const { outlet } of this.streams.values()) outlet.beat();
  }
}

/** What makes a subscription another one; the cursor moves. */
const textOf = ({ cursorMs: _, ...rest }: Record<string, unknown>): string => JSON.stringify(rest);

const refusal = (kind: 'limit_reached' | 'not_ready', detail: string, advice: string): Problem => ({
  kind,
  target: 'stream',
  doing: 'open the stream',
  detail,
  advice,
});
