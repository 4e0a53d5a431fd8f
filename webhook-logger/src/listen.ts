/** Parses `host:port`, `[v6]:port` or `:port` (every address). Null where the text is no address. */
export function parseListen(text: string): { host: string; port: number } | null {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65535) return null;
  return { host: match[1] ?? (match[2] || '0.0.0.0'), port };
}

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host);
