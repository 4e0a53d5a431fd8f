import { type KeyObject, createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, der, integer, objectId, octets, sequence, setOf, tagged, time, truth, utf8 } from './der.ts';

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certPem: string;
  readonly keyPem: string;
}

export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

interface Wanted extends Subject {
  readonly use: 'authority' | 'server' | 'client';
  /** Host names and addresses of a server. */
  readonly names?: readonly string[];
  readonly issuer?: { readonly subject: Subject; readonly keyPem: string };
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

const ECDSA_WITH_SHA256 = sequence(objectId('1.2.840.10045.4.3.2'));

/** Makes an ECDSA P-256 key and an X.509 v3 certificate for it (RFC 5280), signed by the issuer, or by itself without one. */
export function makeCertificate(wanted: Wanted): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuerKey = wanted.issuer ? createPrivateKey(wanted.issuer.keyPem) : privateKey;
  const keyInfo = publicKey.export({ type: 'spki', format: 'der' });
  const content = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    ECDSA_WITH_SHA256,
    nameOf(wanted.issuer?.subject ?? wanted),
    sequence(time(wanted.notBeforeMs), time(wanted.notAfterMs)),
    nameOf(wanted),
    keyInfo,
    tagged(3, sequence(...extensionsOf(wanted, keyIdOf(keyInfo), keyIdOf(publicDer(issuerKey))))),
  );
  const certificate = sequence(content, ECDSA_WITH_SHA256, bits(sign('sha256', content, issuerKey)));
  return { certPem: pem('CERTIFICATE', certificate), keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function extensionsOf({ use, names }: Wanted, ownKeyId: Buffer, issuerKeyId: Buffer): Buffer[] {
  const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
    critical ? sequence(objectId(id), truth(true), octets(value)) : sequence(objectId(id), octets(value));
  const keyIds = [extension('2.5.29.14', false, octets(ownKeyId)), extension('2.5.29.35', false, sequence(der(0x80, issuerKeyId)))];
  if (use === 'authority') {
    // Key usage: certificates and revocation lists may be signed.
    return [extension('2.5.29.19', true, sequence(truth(true))), extension('2.5.29.15', true, bits(Buffer.from([0x06]), 1)), ...keyIds];
  }
  const purpose = use === 'server' ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2';
  const alternatives = (names ?? []).map((name) =>
    isIP(name) === 4 ? der(0x87, Buffer.from(name.split('.').map(Number))) : der(0x82, Buffer.from(name)),
  );
  return [
    extension('2.5.29.19', true, sequence()),
    extension('2.5.29.15', true, bits(Buffer.from([0x80]), 7)),
    extension('2.5.29.37', false, sequence(objectId(purpose))),
    ...keyIds,
    ...(alternatives.length > 0 ? [extension('2.5.29.17', false, sequence(...alternatives))] : []),
  ];
}

/** Kubernetes reads a user from the common name and the groups from the organizations. */
function nameOf({ commonName, organizations = [] }: Subject): Buffer {
  const part = (id: string, text: string): Buffer => setOf(sequence(objectId(id), utf8(text)));
  return sequence(...organizations.map((each) => part('2.5.4.10', each)), part('2.5.4.3', commonName));
}

function publicDer(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

function keyIdOf(keyInfo: Buffer): Buffer {
  return createHash('sha1').update(keyInfo).digest();
}

function pem(label: string, content: Buffer): string {
  const lines = content.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
