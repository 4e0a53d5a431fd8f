import type { SimulatedVm } from '../simulatedVm.ts';
import { FaultRefused } from './faultRefused.ts';
import { wholeNumber } from './wholeNumber.ts';

export interface FaultContext {
  readonly vm: SimulatedVm;
  readonly args: readonly string[];
  /** An address that no VM has, or null where there is only one. */
  readonly freeAddress: () => string | null;
}

export interface Fault {
  readonly usage: string;
  readonly help: string;
  /** Returns what happened, as a sentence without the VM's name. */
  readonly apply: (context: FaultContext) => Promise<string> | string;
}

const simple = (help: string, apply: (vm: SimulatedVm) => Promise<void> | void, said: string): Fault => ({
  usage: '',
  help,
  apply: async ({ vm }) => {
    await apply(vm);
    return said;
  },
});

const spoilNext = (help: string, field: 'garbageAnswers' | 'floodAnswers' | 'cutAnswers', said: string): Fault => ({
  usage: '[COUNT]',
  help,
  apply: ({ vm, args }) => {
    const count = wholeNumber(args[0] ?? '1', 1, 1000, 'COUNT');
    vm.wire[field] = count;
    return `${said} its next ${count === 1 ? 'answer' : `${count} answers`}`;
  },
});

/** Every fault of a VM by its name. */
export const FAULTS: ReadonlyMap<string, Fault> = new Map(
  Object.entries({
    stop: simple('the VM is switched off', (vm) => vm.stop(), 'is stopped'),
    start: simple('a stopped VM boots, a suspended one wakes', (vm) => vm.start(), 'is starting'),
    suspend: simple('the VM is suspended: its connections hang', (vm) => vm.suspend(), 'is suspended'),
    reboot: simple('the guest restarts: counters begin again', (vm) => vm.reboot(), 'is rebooting'),
    hang: simple(
      'accepts connections and never answers; open channels freeze',
      (vm) => {
        vm.wire.hung = true;
        vm.server.hold(true);
      },
      'hangs',
    ),
    slow: {
      usage: 'MS',
      help: 'every answer comes that many milliseconds later',
      apply: ({ vm, args }) => {
        vm.wire.slowMs = wholeNumber(args[0], 0, 600_000, 'MS');
        return `answers ${vm.wire.slowMs} ms late`;
      },
    },
    address: {
      usage: '',
      help: 'the VM moves to another address',
      apply: async ({ vm, freeAddress }) => {
        const address = freeAddress();
        if (address === null)
          throw new FaultRefused('this machine has one loopback address only, so a VM cannot move; use Linux for this fault');
        await vm.moveTo(address);
        return `moved to ${address}`;
      },
    },
    hostkey: simple('the guest gets a new SSH host key', (vm) => vm.renewHostKey(), 'has a new host key'),
    password: {
      usage: 'NEW',
      help: 'the password changes; the old one is refused and open connections end',
      apply: ({ vm, args }) => {
        const [password] = args;
        if (password === undefined || password === '') throw new FaultRefused('say the new password: password NEW');
        vm.wire.password = password;
        vm.server.cutAll();
        return 'has a new password';
      },
    },
    'disk-full': simple('the root filesystem is full', (vm) => void (vm.guest.conditions.diskFull = true), 'has a full disk'),
    garbage: spoilNext('noise instead of an answer', 'garbageAnswers', 'sends noise instead of'),
    flood: spoilNext('more than 1 MiB instead of an answer', 'floodAnswers', 'sends 1.6 MB instead of'),
    cut: spoilNext('the connection ends in the middle of an answer', 'cutAnswers', 'cuts the connection in the middle of'),
    'no-ss': simple('the guest has no ss command', (vm) => void (vm.guest.conditions.hasSs = false), 'has no ss'),
    'no-psi': simple('the guest has no /proc/pressure', (vm) => void (vm.guest.conditions.hasPressure = false), 'has no pressure files'),
    'no-sudo': simple('sudo wants a password', (vm) => void (vm.guest.conditions.hasSudo = false), 'allows no sudo'),
    'port-open': {
      usage: 'PORT',
      help: 'a process listens on a TCP port',
      apply: ({ vm, args }) => {
        const port = wholeNumber(args[0], 1, 65535, 'PORT');
        vm.guest.conditions.openedPorts.add(port);
        vm.guest.conditions.closedPorts.delete(port);
        return `listens on port ${port}`;
      },
    },
    'port-close': {
      usage: 'PORT',
      help: 'nobody listens on a TCP port any more',
      apply: ({ vm, args }) => {
        const port = wholeNumber(args[0], 1, 65535, 'PORT');
        vm.guest.conditions.openedPorts.delete(port);
        vm.guest.conditions.closedPorts.add(port);
        return `listens on port ${port} no more`;
      },
    },
    load: {
      usage: 'RATIO',
      help: 'CPU load is held at a level, 0 to 0.95',
      apply: ({ vm, args }) => {
        const busy = Number(args[0] ?? NaN);
        if (!(busy >= 0 && busy <= 0.95)) throw new FaultRefused(`load takes a ratio from 0 to 0.95, such as 0.9, not "${args[0] ?? ''}"`);
        endHeldLoad(vm);
        vm.guest.conditions.heldLoads.push({ fromMs: vm.now(), toMs: Infinity, busy });
        return `is ${Math.round(busy * 100)} % busy`;
      },
    },
    clear: simple('the VM is well again: started, quick, with its first password; its address and host key stay', clear, 'is well again'),
  } satisfies Record<string, Fault>),
);

async function clear(vm: SimulatedVm): Promise<void> {
  const { conditions } = vm.guest;
  Object.assign(vm.wire, { hung: false, slowMs: 0, garbageAnswers: 0, floodAnswers: 0, cutAnswers: 0, password: vm.password });
  Object.assign(conditions, { diskFull: false, hasSs: true, hasPressure: true, hasSudo: true });
  conditions.openedPorts.clear();
  conditions.closedPorts.clear();
  endHeldLoad(vm);
  await vm.start();
  vm.server.hold(false);
}

function endHeldLoad(vm: SimulatedVm): void {
  const last = vm.guest.conditions.heldLoads.at(-1);
  if (last?.toMs === Infinity) last.toMs = vm.now();
}

/** What is wrong with a VM now, in words; empty when it is well. */
export function ailmentsOf({ state, trouble, wire, guest, password }: SimulatedVm): string[] {
  const { conditions } = guest;
  const held = conditions.heldLoads.at(-1);
  return [
    state === 'running' ? '' : state,
    trouble ?? '',
    wire.hung ? 'hangs' : '',
    wire.slowMs > 0 ? `slow by ${wire.slowMs} ms` : '',
    wire.password === password ? '' : 'other password',
    wire.garbageAnswers + wire.floodAnswers + wire.cutAnswers > 0 ? 'spoils its next answers' : '',
    conditions.diskFull ? 'disk full' : '',
    conditions.hasSs ? '' : 'no ss',
    conditions.hasPressure ? '' : 'no pressure files',
    conditions.hasSudo ? '' : 'no sudo',
    conditions.openedPorts.size > 0 ? `also listens on ${[...conditions.openedPorts].join(', ')}` : '',
    conditions.closedPorts.size > 0 ? `port ${[...conditions.closedPorts].join(', ')} closed` : '',
    held?.toMs === Infinity ? `load held at ${held.busy}` : '',
  ].filter((text) => text !== '');
}
