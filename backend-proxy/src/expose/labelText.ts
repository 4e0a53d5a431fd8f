const NEEDS_ESCAPE = /["\\\n]/;

const escaped = (value: string): string =>
  NEEDS_ESCAPE.test(value) ? value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n') : value;

/**
 * Labels as they stand between the braces, `a="1",b="2"`, in the order given. A label without a value is left out: to Prometheus an
 * empty label and none are the same.
 */
export function labelText(labels: Readonly<Record<string, string | null | undefined>>): string {
  let text = '';
  for (const name in labels) {
    const value = labels[name];
    if (value) text += `${text === '' ? '' : ','}${name}="${escaped(value)}"`;
  }
  return text;
}

/** Two texts of labels as one. */
export const joined = (own: string, more: string): string => (own === '' || more === '' ? own + more : `${own},${more}`);
