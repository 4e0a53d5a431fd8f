import { fail, ok, type Result } from '../result.ts';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/** Parses `host:port`, `[v6]:port` or `:port` (every address). Fails with what would be right. */
export function parseListen(text: string): Result<{ host: string; port: number }, string> {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65535) return fail(`"${text}" is no address; write host:port, such as 127.0.0.1:4100`);
  return ok({ host: match[1] ?? (match[2] === '' || match[2] === undefined ? '0.0.0.0' : match[2]), port });
}
