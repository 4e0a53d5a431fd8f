import { describe, expect, it } from 'vitest';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../result.ts';
import type { Finished, MacHost } from '../transport/transport.ts';
import { openInventory, type InventoryOptions } from './inventory.ts';

type Answer = Result<Finished, Problem> | Promise<Result<Finished, Problem>>;
const said = (stdout: string): Answer => ok({ code: 0, stdout, stderr: '' });
const failed = (stderr: string, code = 1): Answer => ok({ code, stdout: '', stderr });
const NO_LEASE = failed('no IP address found');
const NEVER = new AbortController().signal;

/** A Mac whose tart answers from tables; `calls` are the subcommands with their VM. */
function fakeMac(name: string, states: Record<string, string>, addresses: Record<string, Answer>) {
  const calls: string[] = [];
  const answers: { list?: Answer; get?: Answer } = {};
  const host: MacHost = {
    name,
    async run([, subcommand = '', vm = ''], options) {
      calls.push(subcommand === 'list' ? 'list' : `${subcommand} ${vm}`);
      expect(options.env).toEqual({ TART_HOME: '/vms' });
      if (subcommand === 'list') {
        const rows = Object.entries(states).map(([Name, State]) => ({ Source: 'local', Name, State, Size: 9, Disk: 50 }));
        return answers.list ?? said(JSON.stringify(rows));
      }
      if (subcommand === 'get') return answers.get ?? said('{"OS":"linux","CPU":2,"Memory":4096,"Size":"9.5"}');
      return addresses[vm] ?? NO_LEASE;
    },
    dial: async () => fail({ kind: 'no_route', target: name, doing: '', detail: '', advice: '' }),
    close: async () => undefined,
  };
  return { calls, answers, states, addresses, tart: { mac: host, command: 'tart', home: '/vms', resolver: 'dhcp' as const } };
}

type FakeMac = ReturnType<typeof fakeMac>;

function open(macs: FakeMac[], change: Partial<InventoryOptions> = {}) {
  const clock = { nowMs: 1_000_000 };
  const inventory = openInventory({
    macs: macs.map(({ tart }) => tart),
    include: ['*'],
    exclude: [],
    clusters: [],
    now: () => clock.nowMs,
    ...change,
  });
  const cycle = async (afterMs = 5000): Promise<void> => {
    clock.nowMs += afterMs;
    await inventory.refresh(NEVER);
    await inventory.settled();
  };
  return { inventory, cycle, clock };
}

describe('inventory', () => {
  it('knows state, address, hardware and sizes in bytes', async () => {
    const mac = fakeMac('studio', { 'dev-worker1': 'running' }, { 'dev-worker1': said('192.168.64.6\n') });
    const { inventory, cycle } = open([mac], { clusters: [{ name: 'dev', vms: [] }] });
    expect(inventory.ready()).toBe(false);
    await cycle();
    expect(inventory.ready()).toBe(true);
    expect(inventory.vms()).toEqual([
      {
        name: 'dev-worker1',
        mac: 'studio',
        cluster: 'dev',
        state: 'running',
        os: 'linux',
        address: '192.168.64.6',
        addressSource: 'dhcp',
        addressStale: false,
        cpuCount: 2,
        memoryBytes: 4096 * 1024 * 1024,
        diskBytes: 50e9,
        imageBytes: 9.5e9,
        accessedAtMs: null,
      },
    ]);
    expect(inventory.targets()).toEqual([{ vm: 'dev-worker1', mac: mac.tart.mac, address: '192.168.64.6' }]);
  });

  it('asks for address and hardware once, and for hardware again after ten minutes', async () => {
    const mac = fakeMac('studio', { a: 'running' }, { a: said('192.168.64.6\n') });
    const { cycle } = open([mac]);
    for (let round = 0; round < 5; round += 1) await cycle();
    expect(mac.calls).toEqual(['list', 'ip a', 'get a', 'list', 'list', 'list', 'list']);
    await cycle(10 * 60_000);
    expect(mac.calls.slice(7)).toEqual(['list', 'get a']);
  });

  it('never looks up the address of a VM that does not run, and marks the one it had', async () => {
    const mac = fakeMac('studio', { a: 'running', b: 'stopped' }, { a: said('192.168.64.6\n'), b: said('192.168.64.7\n') });
    const { inventory, cycle } = open([mac]);
    await cycle();
    mac.states['a'] = 'stopped';
    await cycle();
    expect(mac.calls.filter((call) => call.startsWith('ip'))).toEqual(['ip a']);
    expect(inventory.vms()).toMatchObject([
      { name: 'a', address: '192.168.64.6', addressStale: true },
      { name: 'b', address: null, addressStale: false },
    ]);
    expect(inventory.targets()).toEqual([]);
  });

  it('looks an address up again when the VM stopped answering or was started, not more often than every 15 s', async () => {
    const mac = fakeMac('studio', { a: 'running' }, { a: said('192.168.64.6\n') });
    const { inventory, cycle } = open([mac]);
    const lookups = (): number => mac.calls.filter((call) => call === 'ip a').length;
    await cycle();
    inventory.reportUnanswered('a');
    await cycle();
    expect(lookups()).toBe(1);
    mac.addresses['a'] = said('192.168.64.9\n');
    await cycle(15_000);
    expect(lookups()).toBe(2);
    expect(inventory.vms()).toMatchObject([{ address: '192.168.64.9', addressStale: false }]);
    mac.states['a'] = 'stopped';
    await cycle();
    mac.states['a'] = 'running';
    await cycle();
    expect(lookups()).toBe(3);
  });

  it('does not let a slow lookup hold up the list or the other VMs', async () => {
    const mac = fakeMac('studio', { a: 'running', b: 'running' }, { a: new Promise(() => undefined), b: said('192.168.64.7\n') });
    const changes: number[] = [];
    const { inventory } = open([mac], { onChange: () => changes.push(1) });
    await inventory.refresh(NEVER);
    await expect.poll(() => inventory.targets().map(({ vm }) => vm)).toEqual(['b']);
    await inventory.refresh(NEVER);
    expect(mac.calls.filter((call) => call === 'list')).toHaveLength(2);
    expect(mac.calls.filter((call) => call === 'ip a')).toHaveLength(1);
    expect(changes.length).toBeGreaterThan(2);
  });

  it('tells of a list only when it is another, and knows the VMs of each', async () => {
    const mac = fakeMac('studio', { a: 'stopped' }, {});
    const changes: number[] = [];
    const { inventory, cycle } = open([mac], { onChange: () => changes.push(1) });
    await cycle();
    const first = changes.length;
    await cycle();
    expect(changes.length).toBe(first);
    mac.states['b'] = 'stopped';
    await cycle();
    expect(changes.length).toBeGreaterThan(first);
    expect(inventory.vms().map(({ name }) => name)).toEqual(['a', 'b']);
    delete mac.states['a'];
    await cycle();
    expect(inventory.vms().map(({ name }) => name)).toEqual(['b']);
  });

  it('says since when a running VM has no address, and forgets it when it has one', async () => {
    const mac = fakeMac('studio', { a: 'running' }, {});
    const { inventory, cycle } = open([mac]);
    await cycle();
    await cycle();
    expect(inventory.problems()).toMatchObject([{ kind: 'address_unknown', target: 'a', sinceMs: 1_005_000 }]);
    mac.addresses['a'] = said('192.168.64.6\n');
    await cycle();
    expect(inventory.problems()).toEqual([]);
  });

  it('keeps the last good answer while tart fails, and says why and since when', async () => {
    const mac = fakeMac('studio', { a: 'running' }, { a: said('192.168.64.6\n') });
    const { inventory, cycle } = open([mac]);
    await cycle();
    const before = inventory.vms();
    mac.answers.list = failed('Error: The file “config.json” couldn’t be opened.\nmore');
    await cycle();
    await cycle();
    expect(inventory.vms()).toEqual(before);
    expect(inventory.problems()).toMatchObject([
      { kind: 'tart_failed', target: 'studio', detail: 'Error: The file “config.json” couldn’t be opened.', sinceMs: 1_010_000 },
    ]);
    mac.answers.list = said('[ { "Source" :');
    await cycle();
    expect(inventory.problems()).toMatchObject([{ kind: 'tart_unreadable' }]);
    mac.answers.list = failed('tart: not found', 127);
    await cycle();
    expect(inventory.problems()).toMatchObject([{ kind: 'tart_missing', advice: expect.stringContaining('macs[].ssh') }]);
    mac.answers.list = undefined;
    await cycle();
    expect(inventory.problems()).toEqual([]);
  });

  it('goes on with the other Macs when one cannot be reached', async () => {
    const studio = fakeMac('studio', { a: 'running' }, { a: said('192.168.64.6\n') });
    const attic = fakeMac('attic', {}, {});
    attic.answers.list = fail({ kind: 'mac_unreachable', target: 'attic', doing: '', detail: '', advice: '' });
    const { inventory, cycle } = open([attic, studio]);
    await cycle();
    expect(inventory.targets().map(({ vm }) => vm)).toEqual(['a']);
    expect(inventory.problems()).toMatchObject([{ kind: 'mac_unreachable', target: 'attic' }]);
    expect(inventory.ready()).toBe(false);
  });

  it('shows a name that two Macs use with its Mac; the same address behind two Macs is no duplicate', async () => {
    const studio = fakeMac('studio', { a: 'running', b: 'running' }, { a: said('192.168.64.6\n'), b: said('192.168.64.7\n') });
    const attic = fakeMac('attic', { a: 'running' }, { a: said('192.168.64.6\n') });
    const { inventory, cycle } = open([studio, attic]);
    await cycle();
    expect(inventory.vms().map(({ name }) => name)).toEqual(['attic/a', 'b', 'studio/a']);
    expect(inventory.problems()).toEqual([]);
    inventory.reportUnanswered('attic/a');
    await cycle(20_000);
    expect(studio.calls.filter((call) => call === 'ip a')).toHaveLength(1);
    expect(attic.calls.filter((call) => call === 'ip a')).toHaveLength(2);
  });

  it('does not read a VM at an address that another had before', async () => {
    const mac = fakeMac('studio', { a: 'running' }, { a: said('192.168.64.6\n'), b: said('192.168.64.6\n') });
    const { inventory, cycle } = open([mac]);
    await cycle();
    mac.states['b'] = 'running';
    await cycle();
    expect(inventory.targets().map(({ vm }) => vm)).toEqual(['a']);
    expect(inventory.problems()).toMatchObject([{ kind: 'address_duplicate', target: 'b', detail: expect.stringContaining('of a;') }]);
    mac.addresses['b'] = said('192.168.64.8\n');
    await cycle(20_000);
    expect(inventory.targets().map(({ address }) => address)).toEqual(['192.168.64.6', '192.168.64.8']);
    expect(inventory.problems()).toEqual([]);
  });

  it('believes nobody where two VMs claim an address from the start, but tells ports apart', async () => {
    const claim = { a: said('127.0.0.1\n'), b: said('127.0.0.1\n') };
    const same = open([fakeMac('studio', { a: 'running', b: 'running' }, claim)]);
    await same.cycle();
    expect(same.inventory.targets()).toEqual([]);
    expect(same.inventory.problems().map(({ target }) => target)).toEqual(['a', 'b']);
    const apart = open([fakeMac('studio', { a: 'running', b: 'running' }, claim)], { portOf: (vm) => (vm === 'a' ? 2201 : 2202) });
    await apart.cycle();
    expect(apart.inventory.targets()).toHaveLength(2);
  });

  it('takes a fixed address without asking tart, and leaves out what is not included', async () => {
    const mac = fakeMac('studio', { 'build-mac': 'running', 'ci-1': 'running', 'ci-2': 'running' }, { 'ci-1': said('192.168.64.7\n') });
    const { inventory, cycle } = open([mac], {
      include: ['build-*', 'studio/ci-?'],
      exclude: ['ci-2'],
      fixedAddress: (vm) => (vm === 'build-mac' ? '10.0.0.7' : null),
    });
    await cycle();
    inventory.reportUnanswered('build-mac');
    await cycle(20_000);
    expect(inventory.vms()).toMatchObject([
      { name: 'build-mac', address: '10.0.0.7', addressSource: 'fixed', addressStale: false },
      { name: 'ci-1', addressSource: 'dhcp' },
    ]);
    expect(mac.calls.filter((call) => /ip build-mac|ci-2/.test(call))).toEqual([]);
  });

  it('forgets a VM that was deleted', async () => {
    const mac = fakeMac('studio', { a: 'running', b: 'running' }, { a: said('192.168.64.6\n'), b: said('192.168.64.7\n') });
    const { inventory, cycle } = open([mac]);
    await cycle();
    delete mac.states['a'];
    await cycle();
    expect(inventory.vms().map(({ name }) => name)).toEqual(['b']);
  });
});
