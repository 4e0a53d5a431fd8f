import { timingSafeEqual } from 'node:crypto';
import type { AuthContext, AuthenticationType, Connection, ParsedKey } from 'ssh2';
import type { Wire } from './wire.ts';

const USER = 'admin';
const METHODS: AuthenticationType[] = ['publickey', 'password', 'keyboard-interactive'];
/** sshd's default MaxAuthTries. */
const MAX_TRIES = 6;

/** Lets in `admin` with the VM's password or the lab's key; everybody else is refused, and after six tries disconnected. */
export function authenticate(connection: Connection, wire: Wire, adminKey: ParsedKey): void {
  let tries = 0;
  const refuse = (context: AuthContext): void => {
    // OpenSSH asks with "none" first, to learn the methods; that is no try.
    if (context.method !== 'none' && ++tries >= MAX_TRIES) connection.end();
    else context.reject(METHODS);
  };
  connection.on('authentication', (context) => {
    // An unknown user is asked for a password like a known one, and told nothing more.
    const known = context.username === USER;
    if (context.method === 'password') {
      if (known && same(context.password, wire.password)) context.accept();
      else refuse(context);
    } else if (context.method === 'keyboard-interactive') {
      context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
        if (known && same(answers[0] ?? '', wire.password)) context.accept();
        else refuse(context);
      });
    } else if (context.method === 'publickey') {
      const listed = known && context.key.algo === adminKey.type && same(context.key.data, adminKey.getPublicSSH());
      const signed = !context.signature || !context.blob || adminKey.verify(context.blob, context.signature, context.hashAlgo) === true;
      if (listed && signed) context.accept();
      else refuse(context);
    } else refuse(context);
  });
}

function same(given: string | Buffer, wanted: string | Buffer): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
