import type { Redirection } from './ast.ts';
import type { Expander } from './expand.ts';
import type { Shell } from './shell.ts';
import { Forward, Sink, Source, type Descriptor } from './streams.ts';

/** The descriptors after a command's redirections, or null when one cannot be opened; the shell has then said why. */
export function redirect(shell: Shell, redirections: readonly Redirection[], expander: Expander): (Descriptor | undefined)[] | null {
  const descriptors = [...shell.descriptors];
  for (const { fd, operator, target } of redirections) {
    if (operator === '<<') {
      descriptors[fd] = new Source(expander.toText(target, shell));
      continue;
    }
    const text = expander.toText(target, shell);
    if (operator === '<&' || operator === '>&') {
      if (text === '-') descriptors[fd] = undefined;
      else if (!/^\d+$/.test(text) || !descriptors[Number(text)]) {
        shell.complain(`${text}: Bad file descriptor`);
        return null;
      } else descriptors[fd] = descriptors[Number(text)];
      continue;
    }
    const opened = operator === '<' || operator === '<>' ? openInput(shell, text) : openOutput(shell, text, operator === '>>');
    if (!opened) return null;
    descriptors[fd] = opened;
  }
  return descriptors;
}

function openInput(shell: Shell, name: string): Descriptor | null {
  if (name === '/dev/null') return new Source('');
  if (name === '/dev/stdin') return shell.descriptors[0] ?? new Source('');
  const text = shell.host.readFile(shell.path(name));
  if (text !== null) return new Source(text);
  shell.complain(shell.flavour === 'dash' ? `cannot open ${name}: No such file` : `${name}: No such file or directory`);
  return null;
}

function openOutput(shell: Shell, name: string, append: boolean): Descriptor | null {
  if (name === '/dev/null') return new Sink();
  if (name === '/dev/stdout') return shell.descriptors[1] ?? new Sink();
  if (name === '/dev/stderr') return shell.descriptors[2] ?? new Sink();
  const path = shell.path(name);
  if (!shell.host.writeFile(path, '', append)) {
    shell.complain(shell.flavour === 'dash' ? `cannot create ${name}: Permission denied` : `${name}: Permission denied`);
    return null;
  }
  return new Forward((text) => shell.host.writeFile(path, text, true));
}
