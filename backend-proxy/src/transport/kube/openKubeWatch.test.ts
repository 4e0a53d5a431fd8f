import { afterEach, describe, expect, it } from 'vitest';
import { semaphore } from '../../lifecycle/semaphore.ts';
import type { KubeWatch, RowChange, WatchState } from './kubeWatch.ts';
import { openKubeWatch, type KubeWatchOptions } from './openKubeWatch.ts';
import { answer, expired, failureOf, FakeKube, FakeTime, TEST_PODS, until, type TestRow } from './testing.ts';

let stop = new AbortController();
const watches: KubeWatch<TestRow>[] = [];
afterEach(async () => {
  stop.abort();
  await Promise.all(watches.splice(0).map(({ ended }) => ended));
  stop = new AbortController();
});

function start(kube: FakeKube, more: Partial<KubeWatchOptions<TestRow>> = {}) {
  const time = new FakeTime();
  const changes: RowChange<TestRow>[] = [];
  const states: WatchState[] = [];
  const watch = openKubeWatch(
    kube,
    TEST_PODS,
    {
      onChange: (more) => changes.push(...more),
      onState: (state) => states.push(state),
      now: time.now,
      random: () => 1,
      rest: time.rest,
      ...more,
    },
    stop.signal,
  );
  watches.push(watch);
  const phases = (): string[] => states.map(({ phase }) => phase);
  return { watch, time, changes, states, phases };
}

const freshList = (kube: FakeKube): Record<string, unknown> =>
  Object.fromEntries(
    [...kube.objects.entries()].flatMap(([name, object]) => {
      const row = TEST_PODS.toRow(object);
      return row.ok ? [[`demo/${name}`, row.value]] : [];
    }),
  );
const rowsOf = (watch: KubeWatch<TestRow>): Record<string, TestRow> => Object.fromEntries(watch.rows);
const inTouch = (kube: FakeKube, watch: KubeWatch<TestRow>) =>
  until(() => watch.state().phase === 'watching' && kube.open().length === 1, 'an open watch');

describe('the first list', () => {
  it('is read in pages and watched on from the first page’s version', async () => {
    const kube = new FakeKube();
    for (let index = 0; index < 5; index += 1) kube.put(`web-${index}`);
    kube.readScript.push(
      () => undefined,
      () => {
        kube.put('web-late'); // while the second page is read
        return undefined;
      },
    );
    const { watch, changes } = start(kube, { pageSize: 2 });
    await inTouch(kube, watch);
    expect(kube.reads.map(({ limit, continue: token }) => [limit, token])).toEqual([
      ['2', undefined],
      ['2', '2/105'],
      ['2', '4/105'],
    ]);
    expect(kube.watches[0]?.query).toMatchObject({ resourceVersion: '105', allowWatchBookmarks: 'true' });
    expect(Number(kube.watches[0]?.query['timeoutSeconds'])).toBeGreaterThanOrEqual(300);
    await until(() => watch.rows.size === 6);
    expect(rowsOf(watch)).toEqual(freshList(kube));
    expect(changes).toHaveLength(6);
  });

  it('tells what it found apart from what changed, and that it was the first', async () => {
    const kube = new FakeKube();
    kube.put('web');
    const replaced: [number, boolean][] = [];
    const { watch, changes } = start(kube, { onReplace: (found, first) => replaced.push([found.length, first]) });
    await inTouch(kube, watch);
    kube.compact();
    kube.put('api');
    await until(() => changes.length === 1);
    kube.open()[0]?.fail(failureOf('cluster_unreachable'));
    kube.compact();
    kube.remove('web');
    kube.compact();
    await until(() => watch.rows.size === 1);
    expect(replaced).toEqual([
      [1, true],
      [1, false],
    ]);
  });

  it('begins again when a page’s token has expired', async () => {
    const kube = new FakeKube();
    for (let index = 0; index < 4; index += 1) kube.put(`web-${index}`);
    kube.readScript.push(
      () => undefined,
      () => ({ ok: false, error: expired }),
    );
    const { watch, time } = start(kube, { pageSize: 2 });
    await inTouch(kube, watch);
    expect(kube.reads.map((query) => query['continue'])).toEqual([undefined, '2/104', undefined, '2/104']);
    expect(rowsOf(watch)).toEqual(freshList(kube));
    expect(time.pauses).toEqual([]);
  });

  it('is asked for in one piece when pages expire faster than they are read', async () => {
    const kube = new FakeKube();
    for (let index = 0; index < 4; index += 1) kube.put(`web-${index}`);
    const gone = () => ({ ok: false, error: expired }) as const;
    kube.readScript.push(
      () => undefined,
      gone,
      () => undefined,
      gone,
    );
    const { watch } = start(kube, { pageSize: 2 });
    await inTouch(kube, watch);
    expect(kube.reads.at(-1)).toEqual({});
    expect(rowsOf(watch)).toEqual(freshList(kube));
  });

  it.each([
    ['fails in the middle', () => ({ ok: false, error: failureOf('cluster_unreachable') }) as const],
    [
      'ends although objects remain',
      () => answer({ kind: 'PodList', metadata: { resourceVersion: '105', remainingItemCount: 3 }, items: [] }),
    ],
    ['is no list', () => answer({ kind: 'Pod', metadata: { resourceVersion: '105' } })],
  ])('that %s is a failure and not a short list', async (_how, second) => {
    const kube = new FakeKube();
    for (let index = 0; index < 5; index += 1) kube.put(`web-${index}`);
    kube.readScript.push(() => undefined, second);
    const { watch, time } = start(kube, { pageSize: 2 });
    time.holding = true;
    await until(() => watch.state().phase === 'down');
    expect(watch.rows.size).toBe(0);
    expect(watch.state()).toMatchObject({ lastContactMs: null, lists: 0 });
    time.release();
    await inTouch(kube, watch);
    expect(rowsOf(watch)).toEqual(freshList(kube));
  });

  it('takes an empty list that Go wrote as null', async () => {
    const kube = new FakeKube();
    kube.readScript.push(() => answer({ kind: 'PodList', metadata: { resourceVersion: '100' }, items: null }));
    const { watch } = start(kube);
    await inTouch(kube, watch);
    expect(watch.state()).toMatchObject({ phase: 'watching', objects: 0, problem: null, lists: 1 });
  });

  it('waits its turn, but not for a cluster that does not answer', async () => {
    const lists = semaphore(1);
    const kube = new FakeKube();
    await lists.enter(); // and nobody leaves
    const { watch, time } = start(kube, { lists });
    await inTouch(kube, watch);
    expect(time.pauses).toEqual([1000]);
  });

  it('that is slow shows as listing until it is whole', async () => {
    const kube = new FakeKube();
    kube.put('web');
    let give: () => void = () => undefined;
    kube.readScript.push(
      () =>
        new Promise(
          (resolve) =>
            (give = () => resolve(answer({ kind: 'PodList', metadata: { resourceVersion: '101' }, items: [...kube.objects.values()] }))),
        ),
    );
    const { watch, time } = start(kube);
    await until(() => kube.reads.length === 1);
    time.nowMs += 40_000;
    expect(watch.state()).toMatchObject({ phase: 'listing', sinceMs: 1_000_000, lastContactMs: null, objects: 0 });
    give();
    await inTouch(kube, watch);
    expect(watch.state()).toMatchObject({ sinceMs: 1_040_000, lastContactMs: 1_040_000, objects: 1 });
  });
});

describe('changes', () => {
  it('come in the server’s order with what was before', async () => {
    const kube = new FakeKube();
    kube.put('web', 'Pending');
    const { watch, changes } = start(kube);
    await inTouch(kube, watch);
    changes.length = 0;
    kube.put('web', 'Running');
    kube.put('api', 'Pending');
    kube.remove('web');
    await until(() => changes.length === 3);
    const phases = changes.map(({ key, before, after }) => [key, before?.phase, after?.phase]);
    expect(phases).toEqual([
      ['demo/web', 'Pending', 'Running'],
      ['demo/api', undefined, 'Pending'],
      ['demo/web', 'Running', undefined],
    ]);
  });

  it('older than what is known change nothing, and everything is listed again', async () => {
    const kube = new FakeKube();
    kube.put('web', 'Old');
    const old = JSON.stringify({ type: 'MODIFIED', object: kube.objects.get('web') });
    kube.put('web', 'New');
    kube.put('gone');
    const ghost = JSON.stringify({ type: 'ADDED', object: kube.objects.get('gone') });
    kube.remove('gone');
    const { watch, phases } = start(kube);
    await inTouch(kube, watch);
    for (const line of [old, ghost]) {
      kube.open()[0]?.push(line);
      await until(() => kube.open().length === 0);
      await inTouch(kube, watch);
      expect(rowsOf(watch)).toEqual(freshList(kube));
    }
    expect(watch.state().lists).toBe(3);
    expect(phases()).toContain('relisting');
  });

  it('that were told already are not told again', async () => {
    const kube = new FakeKube();
    const { watch, changes } = start(kube);
    await inTouch(kube, watch);
    kube.put('web');
    await until(() => changes.length === 1);
    kube.open()[0]?.push(JSON.stringify({ type: 'ADDED', object: kube.objects.get('web') }));
    kube.put('api');
    await until(() => changes.length === 2);
    expect(changes.map(({ key }) => key)).toEqual(['demo/web', 'demo/api']);
  });

  it('move the place, bookmarks too: a watch goes on from there', async () => {
    const kube = new FakeKube();
    kube.put('web');
    const { watch, time } = start(kube);
    await inTouch(kube, watch);
    kube.put('web', 'Failed');
    await until(() => watch.rows.get('demo/web')?.phase === 'Failed');
    kube.revision += 500;
    time.nowMs += 60_000;
    kube.bookmark();
    await until(() => watch.state().lastContactMs === time.nowMs);
    kube.open()[0]?.end();
    await until(() => kube.watches.length === 2);
    expect(kube.watches[1]?.query['resourceVersion']).toBe('602');
    expect(watch.state()).toMatchObject({ phase: 'watching', lists: 1, restarts: 1 });
  });
});

describe('an end', () => {
  it('of a watch that lived long is followed by the next at once', async () => {
    const kube = new FakeKube();
    const { watch, time, phases } = start(kube);
    for (let round = 1; round <= 3; round += 1) {
      await inTouch(kube, watch);
      time.nowMs += 300_000;
      kube.open()[0]?.end();
      await until(() => kube.watches.length === round + 1);
    }
    expect(time.pauses).toEqual([]);
    expect(phases()).toEqual(['watching']);
    expect(watch.state().restarts).toBe(3);
  });

  it('right after the beginning, again and again, is a problem and no storm', async () => {
    const kube = new FakeKube();
    const { watch, time, states } = start(kube);
    const openedAt: number[] = [];
    for (let round = 1; round <= 8; round += 1) {
      await until(() => kube.watches.length === round);
      openedAt.push(time.nowMs);
      kube.watches[round - 1]?.end();
      await until(() => time.pauses.length === round);
    }
    expect(time.pauses).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
    expect(states.some(({ phase, problem }) => phase === 'down' && problem?.detail.includes('again and again'))).toBe(true);
    expect(watch.state().lists).toBe(1);
  });

  it.each([
    ['a reset', failureOf('cluster_unreachable')],
    ['an unreadable answer', failureOf('cluster_unreadable')],
  ])('by %s shows, keeps the rows and is made good from the same place', async (_how, failure) => {
    const kube = new FakeKube();
    kube.put('web');
    const { watch, time, changes } = start(kube);
    await inTouch(kube, watch);
    const heardMs = watch.state().lastContactMs;
    time.holding = true;
    time.nowMs += 90_000;
    kube.open()[0]?.fail(failure);
    await until(() => time.pauses.length === 1);
    expect(watch.state()).toMatchObject({ phase: 'down', sinceMs: time.nowMs, lastContactMs: heardMs, objects: 1 });
    expect(watch.state().problem).toMatchObject({ kind: failure.problem.kind, sinceMs: time.nowMs });
    changes.length = 0;
    kube.put('web', 'Failed');
    kube.put('api');
    kube.remove('api');
    time.release();
    await inTouch(kube, watch);
    await until(() => changes.length === 3);
    expect(rowsOf(watch)).toEqual(freshList(kube));
    expect(watch.state()).toMatchObject({ phase: 'watching', problem: null, lists: 1, restarts: 1 });
  });

  it('by silence is looked into with a list: what was missed is made good, and told until more is heard', async () => {
    const kube = new FakeKube();
    kube.put('web');
    const { watch, time, phases } = start(kube);
    await inTouch(kube, watch);
    kube.quiet = true;
    kube.remove('web');
    kube.put('api');
    kube.quiet = false;
    time.nowMs += 90_000;
    kube.open()[0]?.fail(failureOf('watch_silent'));
    await until(() => watch.rows.has('demo/api'));
    await inTouch(kube, watch);
    expect(rowsOf(watch)).toEqual(freshList(kube));
    expect(watch.state()).toMatchObject({ phase: 'watching', lists: 2, problem: { kind: 'watch_silent', section: 'pods' } });
    kube.bookmark();
    await until(() => watch.state().problem === null);
    expect(phases()).not.toContain('down');
  });

  it('by silence where there is nothing to tell is no problem, however often', async () => {
    const kube = new FakeKube();
    kube.put('web');
    const { watch, time, changes, states } = start(kube);
    for (let round = 1; round <= 5; round += 1) {
      await until(() => kube.watches.length === round && kube.open().length === 1);
      time.nowMs += 90_000;
      kube.open()[0]?.fail(failureOf('watch_silent'));
      await until(() => watch.state().lists === round + 1);
      expect(watch.state().lastContactMs).toBe(time.nowMs);
    }
    expect(states.map(({ phase, problem }) => [phase, problem])).toEqual([['watching', null]]);
    expect(changes).toHaveLength(1);
    expect(time.pauses).toEqual([]);
  });

  it('by silence of a server that is gone is the server’s failure', async () => {
    const kube = new FakeKube();
    kube.put('web');
    const { watch, time } = start(kube);
    await inTouch(kube, watch);
    time.holding = true;
    kube.away = failureOf('cluster_unreachable');
    time.nowMs += 90_000;
    kube.open()[0]?.fail(failureOf('watch_silent'));
    await until(() => time.pauses.length === 1);
    expect(watch.state()).toMatchObject({ phase: 'down', objects: 1, problem: { kind: 'cluster_unreachable' } });
    kube.away = null;
    time.release();
    await inTouch(kube, watch);
    expect(watch.state()).toMatchObject({ phase: 'watching', problem: null, lists: 2 });
  });

  it('is followed by no request once the signal aborts, even in a pause', async () => {
    const kube = new FakeKube();
    kube.away = failureOf('cluster_unreachable');
    const { watch, time } = start(kube);
    time.holding = true;
    await until(() => watch.state().phase === 'down');
    const reads = kube.reads.length;
    stop.abort();
    await watch.ended;
    expect(kube.reads).toHaveLength(reads);
  });
});

describe('a place that the server forgot', () => {
  const forget = {
    'as an answer': (kube: FakeKube) => kube.open()[0]?.fail(failureOf('cluster_unreachable')),
    'as an event': (kube: FakeKube) => {
      const status = { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410, message: 'too old resource version' };
      kube.open()[0]?.push(JSON.stringify({ type: 'ERROR', object: status }));
    },
  };
  it.each(Object.entries(forget))('%s (410) is listed again: nothing is lost, nothing stuck', async (_how, lose) => {
    const kube = new FakeKube();
    for (const name of ['stays', 'changes', 'goes', 'again']) kube.put(name);
    const { watch, changes, phases } = start(kube);
    await inTouch(kube, watch);
    changes.length = 0;
    kube.quiet = true;
    kube.put('changes', 'Failed');
    kube.remove('goes');
    kube.remove('again');
    kube.put('again', 'Pending', 'another');
    kube.put('new');
    kube.compact();
    lose(kube);
    await until(() => watch.rows.has('demo/new'));
    await inTouch(kube, watch);
    expect(rowsOf(watch)).toEqual(freshList(kube));
    expect(changes.filter(({ key }) => key === 'demo/again').map(({ before, after }) => [before?.uid, after?.uid])).toEqual([
      ['uid-4', undefined],
      [undefined, 'another'],
    ]);
    expect(changes.find(({ key }) => key === 'demo/goes')?.after).toBeUndefined();
    expect(changes.some(({ key }) => key === 'demo/stays')).toBe(false);
    expect(phases()).toContain('relisting');
    expect(watch.state().lists).toBe(2);
  });

  it('at once after each list is no storm of lists', async () => {
    const kube = new FakeKube();
    for (let times = 0; times < 6; times += 1) kube.watchScript.push(() => expired);
    const { watch, time } = start(kube);
    await inTouch(kube, watch);
    expect(time.pauses).toEqual([500, 1000, 2000, 4000, 8000, 10_000]);
    expect(watch.state().lists).toBe(7);
  });

  it('is another server’s: what is there is listed again', async () => {
    const kube = new FakeKube();
    kube.put('web');
    const { watch, time } = start(kube);
    await inTouch(kube, watch);
    time.nowMs += 60_000;
    kube.quiet = true;
    kube.server = 'https://new:6443/';
    kube.objects.clear();
    kube.put('other');
    kube.open()[0]?.fail(failureOf('cluster_unreachable'));
    await until(() => watch.rows.has('demo/other'));
    expect(rowsOf(watch)).toEqual(freshList(kube));
  });

  it('is ahead of a server that was set up anew: what is there is listed again', async () => {
    const kube = new FakeKube();
    kube.put('web');
    const { watch } = start(kube);
    await inTouch(kube, watch);
    kube.quiet = true;
    kube.startAnew();
    kube.put('other');
    kube.open()[0]?.fail(failureOf('cluster_unreachable'));
    await until(() => watch.rows.has('demo/other'));
    expect(rowsOf(watch)).toEqual(freshList(kube));
  });
});

describe('failures', () => {
  it('of the cluster make growing pauses and one problem that keeps its beginning', async () => {
    const kube = new FakeKube();
    kube.away = failureOf('cluster_unreachable');
    const { watch, time, phases } = start(kube);
    await until(() => time.pauses.length >= 7);
    expect(time.pauses.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(phases()).toEqual(['down']);
    expect(watch.state()).toMatchObject({ sinceMs: 1_000_000, problem: { kind: 'cluster_unreachable', sinceMs: 1_000_000 } });
    expect(watch.state().problem?.section).toBeUndefined();
    kube.away = null;
    await inTouch(kube, watch);
    expect(watch.state()).toMatchObject({ phase: 'watching', problem: null });
  });

  it('of 429 and 500 storms wait as long as asked and never more often than the pauses allow', async () => {
    const kube = new FakeKube();
    for (let times = 0; times < 20; times += 1) {
      const failure =
        times % 2 === 0
          ? failureOf('cluster_throttled', { status: 429, retryAfterMs: 7000 })
          : failureOf('cluster_failed', { status: 500, retryAfterMs: times === 1 ? 86_400_000 : null });
      kube.readScript.push(() => ({ ok: false, error: failure }));
    }
    const { watch, time } = start(kube);
    await inTouch(kube, watch);
    expect(time.pauses).toHaveLength(20);
    expect(time.pauses[0]).toBe(8000);
    expect(time.pauses[1]).toBe(300_500); // a day was asked for
    expect(time.pauses.every((pause, index) => index % 2 === 1 || pause >= 7000)).toBe(true);
    expect(time.pauses.at(-2)).toBe(37_000);
  });

  it('to watch what may be listed name the resource', async () => {
    const kube = new FakeKube();
    kube.put('web');
    kube.watchScript.push(() => failureOf('cluster_forbidden', { status: 403 }));
    const { watch, time } = start(kube);
    time.holding = true;
    await until(() => time.pauses.length === 1);
    expect(watch.state()).toMatchObject({ phase: 'down', objects: 1, problem: { kind: 'cluster_forbidden', section: 'pods' } });
    time.release();
    await inTouch(kube, watch);
  });

  it('in the middle of a watch by an ERROR event other than 410 go on from the same place', async () => {
    const kube = new FakeKube();
    kube.put('web');
    const { watch } = start(kube);
    await inTouch(kube, watch);
    const status = { kind: 'Status', status: 'Failure', reason: 'InternalError', code: 500, message: 'etcd is away' };
    kube.open()[0]?.push(JSON.stringify({ type: 'ERROR', object: status }));
    await until(() => kube.watches.length === 2);
    expect(kube.watches[1]?.query['resourceVersion']).toBe('101');
    expect(watch.state().lists).toBe(1);
  });

  it.each(['<html>login</html>', '{"type":"MODIF', '[]', '{"type":"RENAMED","object":{}}'])(
    'to read the line %s list everything again',
    async (line) => {
      const kube = new FakeKube();
      kube.put('web');
      const { watch } = start(kube);
      await inTouch(kube, watch);
      kube.open()[0]?.push(line);
      await until(() => watch.state().lists === 2);
      await inTouch(kube, watch);
      expect(rowsOf(watch)).toEqual(freshList(kube));
    },
  );
});

describe('objects that cannot be read', () => {
  it('are left out and counted until they can be read or are gone, and show no earlier row', async () => {
    const kube = new FakeKube();
    kube.put('web');
    kube.put('bad', 7);
    const { watch, changes } = start(kube);
    await inTouch(kube, watch);
    expect(watch.state()).toMatchObject({ phase: 'watching', objects: 1, malformed: 1 });
    expect(watch.state().problem).toMatchObject({ kind: 'cluster_unreadable', section: 'pods' });
    expect(watch.state().problem?.detail).toContain('demo/bad');
    changes.length = 0;
    kube.put('web', 8);
    await until(() => watch.state().malformed === 2);
    expect(changes.map(({ before, after }) => [before?.phase, after?.phase])).toEqual([['Running', undefined]]);
    expect(watch.rows.size).toBe(0);
    kube.put('web', 'Running');
    kube.remove('bad');
    await until(() => watch.state().malformed === 0);
    expect(watch.state().problem).toBeNull();
    expect(rowsOf(watch)).toEqual(freshList(kube));
  });

  it.each([{ metadata: null }, { metadata: { name: 7 } }, null, 'text'])(
    'without a name (%j) may be any of them: all are listed again, and it is counted',
    async (nameless) => {
      const kube = new FakeKube();
      kube.put('web');
      kube.put('api');
      const { watch } = start(kube);
      await inTouch(kube, watch);
      kube.readScript.push(() => {
        const items = [kube.objects.get('api'), nameless];
        return answer({ kind: 'PodList', metadata: { resourceVersion: '103' }, items });
      });
      kube.open()[0]?.push(JSON.stringify({ type: 'MODIFIED', object: nameless }));
      await until(() => watch.state().lists === 2);
      expect(watch.state()).toMatchObject({ malformed: 1, objects: 1, problem: { kind: 'cluster_unreadable' } });
      expect([...watch.rows.keys()]).toEqual(['demo/api']);
    },
  );
});
