import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { TLSSocket } from 'node:tls';
import type { Incoming } from '../api/exchange.ts';
import { isRecord } from '../fields.ts';
import { AUTHENTICATED, type Identity } from './rbac.ts';

const ANONYMOUS: Identity = { user: 'system:anonymous', groups: ['system:unauthenticated'] };

/** Who may log in, and their bearer tokens, which a file (mode 0600) keeps over restarts. */
export class Users {
  private readonly file: string;
  private readonly identities = new Map<string, Identity>();
  private tokens = new Map<string, string>();

  constructor(file: string) {
    this.file = file;
    if (!existsSync(file)) return;
    const kept: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isRecord(kept)) return;
    for (const [user, token] of Object.entries(kept)) if (typeof token === 'string') this.tokens.set(user, token);
  }

  add(identity: Identity): void {
    this.identities.set(identity.user, { user: identity.user, groups: [...identity.groups, AUTHENTICATED] });
    if (!this.tokens.has(identity.user)) this.tokens.set(identity.user, randomBytes(32).toString('base64url'));
    this.save();
  }

  tokenOf(user: string): string | undefined {
    return this.tokens.get(user);
  }

  /** Every token so far is refused from now on; kubeconfigs have to be written anew. */
  renewTokens(): void {
    this.tokens = new Map([...this.identities.keys()].map((user) => [user, randomBytes(32).toString('base64url')]));
    this.save();
  }

  /** Who asks: by client certificate, else by bearer token, else nobody. Undefined for a token that nobody has. */
  identify(request: Incoming): Identity | undefined {
    const byCertificate = certificateIdentity(request);
    if (byCertificate) return byCertificate;
    const token = bearerOf(request);
    if (token === undefined) return ANONYMOUS;
    for (const [user, identity] of this.identities) if (isSame(token, this.tokens.get(user) ?? '')) return identity;
    return undefined;
  }

  private save(): void {
    writeFileSync(this.file, `${JSON.stringify(Object.fromEntries(this.tokens))}\n`, { mode: 0o600 });
  }
}

/** In the header, or, where a browser cannot set one, as a WebSocket's protocol. */
function bearerOf({ headers }: Incoming): string | undefined {
  const inHeader = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (inHeader !== undefined) return inHeader.trim();
  const inProtocol = /base64url\.bearer\.authorization\.k8s\.io\.([\w-]+)/.exec(headers['sec-websocket-protocol'] ?? '')?.[1];
  return inProtocol === undefined ? undefined : Buffer.from(inProtocol, 'base64url').toString();
}

function certificateIdentity({ socket }: Incoming): Identity | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const subject: unknown = socket.getPeerCertificate().subject;
  if (!isRecord(subject) || typeof subject.CN !== 'string') return undefined;
  const groups = [subject.O].flat().filter((each) => typeof each === 'string');
  return { user: subject.CN, groups: [...groups, AUTHENTICATED] };
}

/** Compared by digest, so that neither length nor time says how near a guess was. */
function isSame(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return wanted !== '' && timingSafeEqual(digest(given), digest(wanted));
}
