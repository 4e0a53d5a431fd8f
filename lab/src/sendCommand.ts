import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sends a command to the lab that runs with `dir`. `ok` is false when the lab refused it; throws when no lab runs there. */
export async function sendCommand(dir: string, words: readonly string[]): Promise<{ ok: boolean; text: string }> {
  const { port, token } = readControl(join(dir, 'control.json'));
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(words),
  }).catch((error: unknown) => {
    throw new Error(
      `no lab answers on port ${port} (${join(dir, 'control.json')} is left from one that was killed): start it with npm run lab`,
      { cause: error },
    );
  });
  return { ok: response.ok, text: await response.text() };
}

function readControl(file: string): { port: number; token: string } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`no lab runs here (${file} is missing): start it with npm run lab, or say --dir`, { cause: error });
  }
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && 'port' in value && 'token' in value) {
    const { port, token } = value;
    if (typeof port === 'number' && typeof token === 'string') return { port, token };
  }
  throw new Error(`${file} is not what a lab writes`);
}
