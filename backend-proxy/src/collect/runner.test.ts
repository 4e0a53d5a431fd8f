import type { ProblemKind } from '@tart-lab/contract/problem.ts';
import { describe, expect, it } from 'vitest';
import { fail, ok, type Result } from '../result.ts';
import type { AskAnswer, AskFailure, AskRequest, GuestPool, GuestTarget } from '../transport/transport.ts';
import { type Collector, reading } from './collector.ts';
import { openGuestRunner, type RunnerEvent } from './runner.ts';

const unused = () => Promise.reject(new Error('the runner reaches a guest by the pool alone'));
const TARGET: GuestTarget = {
  vm: 'dev-worker1',
  mac: { name: 'local', run: unused, dial: unused, close: () => Promise.resolve() },
  address: '192.168.64.5',
  login: { user: 'admin', port: 22, hostKeys: 'strict' },
};
const START_MS = 1_760_000_000_000;

const collector = (name: string, part: Partial<Collector> = {}): Collector => ({
  name,
  os: 'linux',
  everySeconds: 0,
  ask: `ask ${name}`,
  toFindings: (section) => (section.startsWith('ok') ? ok({ readings: [reading(name, 1)] }) : fail({ format: name, line: section.trim() })),
  ...part,
});

type Reply = {
  sections?: Record<string, string | number>;
  cut?: { kind: ProblemKind; inside?: string };
  freshChannel?: boolean;
  text?: string;
};

/** A pool whose guest answers each section `ok`, unless the reply of this frame says otherwise (a number is an exit status). */
function open(collectors: readonly Collector[], replies: Reply[] = []) {
  const asked: AskRequest[] = [];
  const events: RunnerEvent[] = [];
  const dropped: string[] = [];
  let nowMs = START_MS;
  const pool: GuestPool = {
    ask(_target, request): Promise<Result<AskAnswer, AskFailure>> {
      asked.push(request);
      const { sections = {}, cut, freshChannel = asked.length === 1, text: raw } = replies[asked.length - 1] ?? {};
      const [, nonce = '', names = ''] = /^tl_frame (\w+) '([^']*)'/.exec(request.text) ?? [];
      let text = `@${nonce} start\n`;
      for (const name of names.split(' ').filter(Boolean)) {
        text += `@${nonce} begin ${name}\n`;
        if (cut && cut.inside === name) break;
        const said = sections[name] ?? 'ok\n';
        text += typeof said === 'number' ? `\n@${nonce} end ${name} ${said}\n` : `${said}\n@${nonce} end ${name} 0\n`;
      }
      nowMs += 40;
      if (cut) {
        const problem = { kind: cut.kind, target: 'dev-worker1', doing: 'read a frame', detail: 'no end', advice: 'wait' };
        return Promise.resolve(fail({ problem, partialText: cut.inside === undefined ? '' : text }));
      }
      return Promise.resolve(ok({ text: raw ?? `${text}@${nonce} done\n`, stderr: '', freshChannel, firstByteMs: 10, totalMs: 20 }));
    },
    drop: (vm) => dropped.push(vm),
    close: () => Promise.resolve(),
  };
  let count = 0;
  const runner = openGuestRunner({
    vm: 'dev-worker1',
    collectors,
    intervals: { guests: 5000, ports: 15_000, disks: 30_000 },
    pool,
    now: () => nowMs,
    nonce: () => String(count++).padStart(32, '0'),
    onEvent: (event) => events.push(event),
  });
  return {
    runner,
    asked,
    events,
    dropped,
    /** One frame, `afterMs` after the start. */
    frame(afterMs: number) {
      nowMs = START_MS + afterMs;
      return runner.sample(TARGET, new AbortController().signal);
    },
    names: () => asked.map(({ text }) => /'([^']*)'/.exec(text)?.[1] ?? ''),
  };
}

describe('openGuestRunner', () => {
  it('asks one frame and reports what every section says', async () => {
    const { frame, asked } = open([collector('cpu'), collector('load')]);
    const report = await frame(0);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ deadlineMs: 4000, maxBytes: 1024 * 1024, endMarker: `@${'0'.repeat(32)} done` });
    expect(report).toMatchObject({
      vm: 'dev-worker1',
      answered: true,
      problem: undefined,
      sections: [
        { collector: 'cpu', ok: true },
        { collector: 'load', ok: true },
      ],
      problems: [],
      readings: [reading('cpu', 1), reading('load', 1)],
      roundTripMs: 10,
      frameMs: 20,
      freshChannel: true,
    });
  });

  it('dates a report by the middle of the exchange, not by the time that connecting took', async () => {
    const { frame } = open([collector('cpu')]);
    // 40 ms pass in the pool; the last 20 are the exchange, its first byte came after 10.
    expect((await frame(0)).atMs).toBe(START_MS + 40 - 20 + 5);
  });

  it('gives every frame a nonce of its own', async () => {
    const { frame, asked } = open([collector('cpu')]);
    await frame(0);
    await frame(5000);
    expect(asked[0]?.endMarker).not.toBe(asked[1]?.endMarker);
  });

  it('keeps one bad section from the rest, and its problem until it comes again', async () => {
    const { frame, events } = open([collector('cpu'), collector('load')], [{}, { sections: { load: 'nonsense' } }, {}]);
    await frame(0);
    const bad = await frame(5000);
    expect(bad).toMatchObject({ answered: true, readings: [reading('cpu', 1)] });
    expect(bad.problems).toMatchObject([
      { kind: 'section_unreadable', section: 'load', detail: 'load: "nonsense"', target: 'dev-worker1' },
    ]);
    expect((await frame(10_000)).problems).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual(['collector_failed', 'collector_recovered']);
    expect(events[1]).toMatchObject({ collector: 'load', lastedMs: 5000 });
  });

  it('logs a failure once and remembers since when it lasts', async () => {
    const failing = { sections: { cpu: 1 } };
    const { frame, events } = open([collector('cpu'), collector('load')], [failing, failing, failing]);
    const first = await frame(0);
    await frame(5000);
    const third = await frame(10_000);
    expect(events).toHaveLength(1);
    expect(third.problems[0]).toMatchObject({ kind: 'section_failed', sinceMs: first.atMs });
  });

  it('asks for what the guest may lack only once a minute, and goes on showing its problem', async () => {
    const missing = { sections: { ports: 127 } };
    const { frame, names } = open(
      [collector('cpu'), collector('ports', { optional: true, advice: 'Install ss.' })],
      [missing, {}, {}, missing],
    );
    await frame(0);
    const second = await frame(20_000);
    await frame(55_000);
    await frame(61_000);
    expect(names()).toEqual(['cpu ports', 'cpu', 'cpu', 'cpu ports']);
    expect(second.sections).toEqual([{ collector: 'cpu', ok: true }]);
    expect(second.problems).toMatchObject([{ kind: 'section_failed', section: 'ports', advice: 'Install ss.' }]);
  });

  it('leaves a section that hung out for a minute, so that the rest goes on', async () => {
    const { frame, names } = open(
      [collector('cpu'), collector('df'), collector('load')],
      [{ cut: { kind: 'frame_timed_out', inside: 'df' } }],
    );
    const cut = await frame(0);
    expect(cut).toMatchObject({ answered: true, problem: { kind: 'frame_timed_out' }, readings: [reading('cpu', 1)] });
    expect(cut.roundTripMs).toBeUndefined();
    expect(cut.sections).toEqual([
      { collector: 'cpu', ok: true },
      { collector: 'df', ok: false },
      { collector: 'load', ok: false },
    ]);
    expect(cut.problems).toMatchObject([{ kind: 'section_timed_out', section: 'df' }]);
    expect((await frame(5000)).readings).toEqual([reading('cpu', 1), reading('load', 1)]);
    await frame(61_000);
    expect(names()).toEqual(['cpu df load', 'cpu load', 'cpu df load']);
  });

  it('blames no section when the connection broke', async () => {
    const { frame, names } = open([collector('cpu'), collector('df')], [{ cut: { kind: 'connection_lost', inside: 'df' } }]);
    expect((await frame(0)).problems).toEqual([]);
    await frame(5000);
    expect(names()).toEqual(['cpu df', 'cpu df']);
  });

  it('says why a silent guest gave nothing', async () => {
    const { frame } = open([collector('cpu')], [{ cut: { kind: 'no_route' } }]);
    expect(await frame(0)).toMatchObject({
      answered: false,
      atMs: START_MS,
      problem: { kind: 'no_route' },
      problems: [],
      readings: [],
      sections: [{ collector: 'cpu', ok: false }],
    });
  });

  it('gives up a channel that garbles its frames, at most once a minute', async () => {
    const { frame, dropped } = open([collector('cpu')], [{ text: 'noise' }, { text: 'noise' }, {}]);
    expect(await frame(0)).toMatchObject({ answered: false, problem: { kind: 'frame_garbled' }, problems: [] });
    await frame(5000);
    expect(dropped).toEqual(['dev-worker1']);
    expect(await frame(10_000)).toMatchObject({ answered: true, problem: undefined });
  });

  it('makes an exception of a collector a problem of its section, with the stack for the log', async () => {
    const broken = collector('load', {
      toFindings: () => {
        throw new TypeError('undefined is no number');
      },
    });
    const { frame, events } = open([collector('cpu'), broken]);
    const report = await frame(0);
    expect(report.readings).toEqual([reading('cpu', 1)]);
    expect(report.problems).toMatchObject([{ kind: 'internal', section: 'load', detail: 'TypeError: undefined is no number' }]);
    expect(JSON.stringify(report)).not.toContain('runner.test.ts');
    expect(events[0]).toMatchObject({ event: 'collector_failed', stack: expect.stringContaining('runner.test.ts') });
  });

  it('reads processes only while someone looks', async () => {
    const { frame, runner, names } = open([collector('cpu'), collector('topProcesses', { onDemand: true })]);
    await frame(0);
    runner.wantProcesses(START_MS + 10_000);
    await frame(5000);
    await frame(10_000);
    expect(names()).toEqual(['cpu', 'cpu topProcesses', 'cpu']);
  });

  it('asks again what the guest is, and its clock, when the channel is new', async () => {
    const rare = ['clock', 'system'].map((name) => collector(name, { everySeconds: 86_400 }));
    const { frame, names } = open([...rare, collector('cpu')], [{}, {}, { freshChannel: true }, {}, {}]);
    for (let turn = 0; turn < 5; turn++) await frame(turn * 5000);
    expect(names()).toEqual(['clock system cpu', 'clock cpu', 'cpu', 'clock system cpu', 'cpu']);
  });
});
