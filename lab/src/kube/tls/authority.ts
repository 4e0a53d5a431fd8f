import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KeyPair, type Subject, makeCertificate } from './certificate.ts';

const DAY_MS = 86_400_000;
const VALID_DAYS = 3650;
const RENEW_DAYS = 30;
const SERVER_NAMES = ['localhost', '127.0.0.1', 'kubernetes', 'kubernetes.default.svc'];

/**
 * The certificate authority of one cluster, with its files in a folder: `ca`, `server`, and one pair for each client, as `NAME.crt` and
 * `NAME.key` (mode 0600). What is there is used again, so that a kubeconfig outlives a restart. Validity follows the real clock,
 * which TLS clients look at, not the lab's.
 */
export class Authority {
  private readonly dir: string;
  private readonly subject: Subject;
  readonly ca: KeyPair;
  readonly server: KeyPair;

  constructor(dir: string, cluster: string) {
    this.dir = dir;
    this.subject = { commonName: `${cluster} kubernetes` };
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    const fresh = !this.isKept('ca');
    this.ca = this.kept('ca', () => makeCertificate({ ...this.subject, use: 'authority', ...validity() }));
    this.server = this.kept('server', () => this.issueServer(), fresh);
  }

  /** The certificate of a user: common name and groups. */
  client(fileName: string, subject: Subject): KeyPair {
    return this.kept(fileName, () => makeCertificate({ ...subject, use: 'client', issuer: this.issuer(), ...validity() }));
  }

  /** A server certificate of an authority that no client knows. */
  static strangerServer(): KeyPair {
    const subject = { commonName: 'another cluster' };
    const ca = makeCertificate({ ...subject, use: 'authority', ...validity() });
    return makeCertificate({
      commonName: 'kube-apiserver',
      use: 'server',
      names: SERVER_NAMES,
      issuer: { subject, keyPem: ca.keyPem },
      ...validity(),
    });
  }

  private issueServer(): KeyPair {
    return makeCertificate({ commonName: 'kube-apiserver', use: 'server', names: SERVER_NAMES, issuer: this.issuer(), ...validity() });
  }

  private issuer(): { subject: Subject; keyPem: string } {
    return { subject: this.subject, keyPem: this.ca.keyPem };
  }

  /** A pair of the present authority, with a month left at least. */
  private isKept(name: string): boolean {
    const [certFile, keyFile] = this.files(name);
    if (!existsSync(certFile) || !existsSync(keyFile)) return false;
    const certificate = new X509Certificate(readFileSync(certFile));
    const lasts = Date.parse(certificate.validTo) > Date.now() + RENEW_DAYS * DAY_MS;
    return lasts && (name === 'ca' || certificate.verify(new X509Certificate(this.ca.certPem).publicKey));
  }

  private kept(name: string, make: () => KeyPair, anew = false): KeyPair {
    const [certFile, keyFile] = this.files(name);
    if (!anew && this.isKept(name)) return { certPem: readFileSync(certFile, 'utf8'), keyPem: readFileSync(keyFile, 'utf8') };
    const made = make();
    writeFileSync(keyFile, made.keyPem, { mode: 0o600 });
    writeFileSync(certFile, made.certPem);
    return made;
  }

  private files(name: string): [string, string] {
    return [join(this.dir, `${name}.crt`), join(this.dir, `${name}.key`)];
  }
}

function validity(): { notBeforeMs: number; notAfterMs: number } {
  return { notBeforeMs: Date.now() - DAY_MS, notAfterMs: Date.now() + VALID_DAYS * DAY_MS };
}
