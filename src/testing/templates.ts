import type { Templates } from '../query/interpolate.ts';

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A template service that knows these variables and formats them as Grafana does. */
export function templatesOf(variables: Record<string, string | string[]>): Templates {
  return {
    replace: (text = '', _scopedVars, format) =>
      text.replace(/\$\{(\w+)\}|\$(\w+)/g, (written, braced?: string, bare?: string) => {
        const value = variables[braced ?? bare ?? ''];
        if (value === undefined) return written;
        if (typeof format === 'function') return format(value);
        const values = [value].flat();
        if (format === 'regex') return values.length > 1 ? `(${values.map(escapeRegex).join('|')})` : escapeRegex(values[0] ?? '');
        return values.length > 1 ? `{${values.join(',')}}` : (values[0] ?? '');
      }),
  };
}
