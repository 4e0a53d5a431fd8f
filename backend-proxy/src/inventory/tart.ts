import type { AddressSource } from '@tart-lab/contract/target.ts';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { parseTartGet, type TartVmDetails } from '../parse/tartGet.ts';
import { parseTartIp } from '../parse/tartIp.ts';
import { parseTartList, type TartListRow } from '../parse/tartList.ts';
import { fail, type ParseFailure, type Result } from '../result.ts';
import type { Finished, MacHost } from '../transport/transport.ts';

/** tart on one Mac: the program, its TART_HOME (null: tart's own default) and how it finds addresses. */
export interface Tart {
  readonly mac: MacHost;
  readonly command: string;
  readonly home: string | null;
  readonly resolver: Exclude<AddressSource, 'fixed'>;
}

/**
 * Reads local VMs, images of the OCI cache left out. While tart prints the same, the rows are the same ones too: it is asked every few
 * seconds. Fails as `tart_missing`, `tart_failed`, `tart_unreadable` or as the way to the Mac does.
 */
export function listReader(tart: Tart): (signal: AbortSignal) => Promise<Result<readonly TartListRow[], Problem>> {
  let printed = '';
  let parsed: Result<readonly TartListRow[], ParseFailure> | null = null;
  const parse = (text: string): Result<readonly TartListRow[], ParseFailure> => {
    if (parsed !== null && text === printed) return parsed;
    printed = text;
    parsed = parseTartList(text);
    return parsed;
  };
  return (signal) => read(tart, tart.mac.name, ['list', '--source', 'local', '--format', 'json'], parse, signal);
}

/** One VM's hardware. It touches the VM's access time: not for every cycle. */
export const readVm = (tart: Tart, vm: string, signal: AbortSignal): Promise<Result<TartVmDetails, Problem>> =>
  read(tart, vm, ['get', vm, '--format', 'json'], parseTartGet, signal);

/**
 * A VM's address. For running VMs only: a lease outlives its VM, so the answer for another would be wrong. tart takes at
 * least a second to say that there is none, which is `address_unknown`. It touches the VM's access time, too.
 */
export async function readAddress(tart: Tart, vm: string, signal: AbortSignal): Promise<Result<string, Problem>> {
  const resolver = tart.resolver === 'dhcp' ? [] : ['--resolver', tart.resolver]; // the default; older versions know no other
  const address = await read(tart, vm, ['ip', vm, ...resolver], parseTartIp, signal);
  if (address.ok || address.error.kind !== 'tart_failed' || !/no IP address/i.test(address.error.detail)) return address;
  return fail({
    ...address.error,
    kind: 'address_unknown',
    doing: 'find the VM’s address',
    advice:
      'A VM that boots has none yet. If it stays so: Ubuntu needs dhcp-identifier: mac in netplan; bridged VMs need tart.resolver: arp; ' +
      'with the guest agent, tart.resolver: agent always works. Or set guests.overrides.NAME.address.',
  });
}

const TIMEOUT_MS = 10_000;

async function read<T>(
  tart: Tart,
  target: string,
  args: readonly string[],
  parse: (text: string) => Result<T, ParseFailure>,
  signal: AbortSignal,
): Promise<Result<T, Problem>> {
  const env = tart.home === null ? undefined : { TART_HOME: tart.home };
  const finished = await tart.mac.run([tart.command, ...args], { timeoutMs: TIMEOUT_MS, signal, env });
  const doing = `run tart ${args[0] ?? ''}`;
  if (!finished.ok) return fail({ ...finished.error, target: finished.error.kind === 'tart_failed' ? target : finished.error.target });
  if (finished.value.code !== 0) return fail(toExitProblem(tart, target, doing, finished.value));
  const parsed = parse(finished.value.stdout);
  if (parsed.ok) return parsed;
  return fail({
    kind: 'tart_unreadable',
    target,
    doing,
    detail: `${parsed.error.format}: ${parsed.error.line || 'nothing was printed'}`,
    advice: 'Run the same command on the Mac by hand; if what it prints looks right, this tart is newer than we know: report it.',
  });
}

function toExitProblem({ mac, command }: Tart, target: string, doing: string, { code, stderr }: Finished): Problem {
  if (code === 127 || code === 126)
    return {
      kind: 'tart_missing',
      target: mac.name,
      doing,
      detail: `${command} cannot be run on ${mac.name}`,
      advice:
        'Install tart there (brew install openai/tools/tart) or set macs[].tart.command to its path. ' +
        'tart runs on Macs alone: on another machine, set macs[].ssh to reach one.',
    };
  return {
    kind: 'tart_failed',
    target,
    doing,
    detail: stderr.trim().split('\n')[0]?.slice(0, 300) || `exit ${code ?? 'by a signal'}`,
    advice: 'Run the same command on the Mac, as the user and with the TART_HOME of the VMs.',
  };
}
