/** Where a guest listens. On Linux the whole of 127.0.0.0/8 is there; on macOS only 127.0.0.1, so ports tell guests apart. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

const PER_BLOCK = 250;

/** 127.0.0.2, .3 … .251, then 127.0.1.2 and on: the `index`th address that is neither a network's nor 127.0.0.1. */
export function addressAt(index: number): string {
  return `127.0.${Math.floor(index / PER_BLOCK)}.${2 + (index % PER_BLOCK)}`;
}

export const hasManyAddresses = (platform: NodeJS.Platform = process.platform): boolean => platform === 'linux';
