import { execFile } from 'node:child_process';

/** Runs a program of this machine and gives its output; fails with what it said. */
export function command(argv: readonly string[], input = '', env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const [program = '', ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = execFile(program, rest, { maxBuffer: 64 * 1024 * 1024, env }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${argv.join(' ')}: ${stderr.trim() || error.message}`));
      else resolve(stdout);
    });
    child.stdin?.on('error', () => undefined); // a program that reads nothing is fine
    child.stdin?.end(input);
  });
}

/** The same, as a question: did it succeed? */
export const succeeds = (argv: readonly string[]): Promise<boolean> =>
  command(argv).then(
    () => true,
    () => false,
  );
