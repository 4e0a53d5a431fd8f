import { readFile } from 'node:fs/promises';
import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey } from 'ssh2';
import ssh2 from 'ssh2';
import type { Problem } from '@tart-lab/contract/problem.ts';
import { fail, ok, type Result } from '../result.ts';
import type { SshLogin } from './transport.ts';

/** The methods of one login, for one connection: what to try next, and what was offered and tried so far. */
export interface AuthMethods {
  readonly next: AuthHandlerMiddleware;
  readonly offered: readonly string[];
  readonly tried: readonly string[];
  /** Why the configured key cannot be used, when another method is left. */
  readonly unusable: string | undefined;
}

interface Method {
  readonly name: string;
  /** The server's word for it. */
  readonly needs: string;
  readonly auth: AnyAuthMethod;
}

/**
 * Prepares a login: key, then agent, then password; each once, and only when the server offers it. The first request is
 * `none`, which no server counts as a failure and which brings the list of what is offered. A password goes by one method
 * only: a second try with the same words would count as a second failure against us.
 * Fails as `ssh_key_unreadable` when the key is the only means and its file or passphrase does not serve.
 */
export async function openAuthMethods(target: string, login: SshLogin): Promise<Result<AuthMethods, Problem>> {
  const username = login.user;
  const methods: Method[] = [];
  let unusable: string | undefined;
  if (login.identityFile !== undefined) {
    const key = await readKey(login.identityFile, login.passphrase);
    if (key.ok) methods.push({ name: 'key', needs: 'publickey', auth: { type: 'publickey', username, key: key.value } });
    else if (login.agent === undefined && login.password === undefined) return fail(toKeyProblem(target, key.error));
    else unusable = key.error.detail;
  }
  if (login.agent !== undefined) methods.push({ name: 'agent', needs: 'publickey', auth: { type: 'agent', username, agent: login.agent } });
  const { password } = login;
  if (password !== undefined) {
    methods.push({ name: 'password', needs: 'password', auth: { type: 'password', username, password } });
    const prompt = (_name: string, _text: string, _lang: string, prompts: readonly unknown[], finish: (answers: string[]) => void): void =>
      finish(prompts.map(() => password));
    methods.push({ name: 'password', needs: 'keyboard-interactive', auth: { type: 'keyboard-interactive', username, prompt } });
  }
  return ok(toAuthMethods(methods, { type: 'none', username }, unusable));
}

function toAuthMethods(methods: readonly Method[], none: AnyAuthMethod, unusable: string | undefined): AuthMethods {
  const tried: string[] = [];
  let offered: string[] | undefined;
  let left = [...methods];
  const next = (now: string[] | null): AnyAuthMethod | false => {
    if (now === null) return none;
    offered ??= now;
    const method = left.find(({ needs }) => now.includes(needs));
    if (!method) return false;
    left = left.filter(({ name }) => name !== method.name);
    tried.push(method.name);
    return method.auth;
  };
  return {
    // ssh2 passes null before the first answer and takes a returned value, or false for "no more", as well as a call back
    next,
    get offered() {
      return offered ?? [];
    },
    tried,
    unusable,
  };
}

interface KeyFailure {
  readonly path: string;
  readonly detail: string;
  readonly advice: string;
}

async function readKey(path: string, passphrase: string | undefined): Promise<Result<ParsedKey, KeyFailure>> {
  let text: Buffer;
  try {
    text = await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    return fail({
      path,
      detail: `the key file ${path} cannot be read (${code})`,
      advice: 'Correct ssh.identityFile, or let the proxy’s user read it.',
    });
  }
  // The parser's own words are left out: they come from looking at the key.
  const parsed = ssh2.utils.parseKey(text, passphrase);
  const [key] = [parsed].flat(); // an OpenSSH file may hold several keys; its types do not say so
  if (!(key instanceof Error) && key?.isPrivateKey()) return ok(key);
  const encrypted =
    /ENCRYPTED/.test(text.toString('latin1')) || (key instanceof Error && /encrypted|passphrase|integrity/i.test(key.message));
  if (encrypted && passphrase === undefined)
    return fail({
      path,
      detail: `the key ${path} is encrypted and no passphrase is set`,
      advice: 'Set ssh.passphrase or ssh.passphraseFile, or use an agent.',
    });
  if (encrypted)
    return fail({ path, detail: `the passphrase does not open the key ${path}`, advice: 'Correct ssh.passphrase or ssh.passphraseFile.' });
  return fail({
    path,
    detail: `${path} holds no private key that we can read`,
    advice: 'Set ssh.identityFile to a private key in OpenSSH or PEM format.',
  });
}

const toKeyProblem = (target: string, { detail, advice }: KeyFailure): Problem => ({
  kind: 'ssh_key_unreadable',
  target,
  doing: 'read the key to log in with',
  detail,
  advice,
});
