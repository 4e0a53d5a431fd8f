import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ssh2 from 'ssh2';

/** Where a lab keeps its keys: `NAME_host_ed25519` for each VM and `admin_ed25519`, which every guest accepts. */
export class KeyStore {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** The VM's private host key: the same over restarts, unless `renew`. */
  hostKey(vm: string, renew = false): string {
    return this.key(`${vm}_host_ed25519`, vm, renew);
  }

  /** The path of the private key that logs in as admin. */
  adminKeyPath(): string {
    this.key('admin_ed25519', 'admin@tart-lab', false);
    return join(this.directory, 'admin_ed25519');
  }

  adminPublicKey(): ssh2.ParsedKey {
    const parsed = ssh2.utils.parseKey(readFileSync(`${this.adminKeyPath()}.pub`, 'utf8'));
    if (parsed instanceof Error) throw parsed;
    return parsed;
  }

  private key(file: string, comment: string, renew: boolean): string {
    const path = join(this.directory, file);
    if (!renew && existsSync(path) && existsSync(`${path}.pub`)) return readFileSync(path, 'utf8');
    const pair = generateKey(comment);
    writeFileSync(path, pair.private, { mode: 0o600 });
    chmodSync(path, 0o600);
    writeFileSync(`${path}.pub`, `${pair.public}\n`);
    return pair.private;
  }
}

/** ssh2 writes some of its new keys, about one in three hundred, so that nobody can read them; then another is made. */
function generateKey(comment: string): { private: string; public: string } {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync('ed25519', { comment });
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error) && !(ssh2.utils.parseKey(pair.public) instanceof Error)) return pair;
  }
}
