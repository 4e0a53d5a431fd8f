import { createHash } from 'node:crypto';

/** `SHA256:…` of a public key blob, as `ssh-keygen -lf` prints it. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** The algorithm a public key blob begins with (`ssh-ed25519`, …), RFC 4253 §6.6; `unknown` when it is no such blob. */
export function keyType(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  const name = key.subarray(4, 4 + length).toString('latin1');
  return name.length === length && /^[\w@.-]{1,64}$/.test(name) ? name : 'unknown';
}
