import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import * as queries from './logQueries.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
const Values = z.object({ alloy: z.object({ configMap: z.object({ content: z.string() }) }) });
const SHIPPERS = [
  ['a cluster', Values.parse(parse(read('manifests/alloy-values.yaml'))).alloy.configMap.content],
  ['docker compose', read('provisioning/alloy/pods.alloy')],
] as const;

/** Labels that a query picks streams by. */
const pickedBy = (expr: string): string[] =>
  [...(/\{([^}]*)\}/.exec(expr)?.[1] ?? '').matchAll(/(\w+)\s*=/g)].map(([, label = '']) => label);

describe('the queries of the Logs dashboard', () => {
  it('are those that people know, with the cluster and with what they need to work', () => {
    const plain = (expr: string): string => expr.replace(/(, )?cluster=~"\$cluster\|?"(, )?/, '').replace(/\s+/g, ' ');
    expect(plain(queries.DEMO_ERRORS)).toBe('{namespace="demo"} |= "error"');
    expect(plain(queries.NGINX_FAILURES)).toBe('{app="nginx-web"} | json | status >= 400');
    expect(plain(queries.CILIUM_MESSAGES).replace('| logfmt ', '')).toBe(
      '{namespace="kube-system", app="cilium"} | line_format "{{.msg}}"',
    );
  });

  it.each(SHIPPERS)('pick streams by labels that Alloy gives in %s', (_where, alloy) => {
    const given = [...alloy.matchAll(/target_label\s+= "(\w+)"/g)].map(([, label]) => label);
    const external = [...alloy.matchAll(/^\s+(cluster)\s+= /gm)].map(([, label]) => label);
    for (const [name, expr] of Object.entries(queries)) {
      if (expr.includes('{job="tart-lab"')) continue;
      expect([...given, ...external], name).toEqual(expect.arrayContaining(pickedBy(expr)));
    }
  });
});
