import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { hubblePermissions, loadTestPermissions, logPermission, PERMISSIONS, type Permission } from './permissions.ts';

const Role = z.object({
  kind: z.string(),
  metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
  rules: z.array(z.object({ apiGroups: z.array(z.string()), resources: z.array(z.string()), verbs: z.array(z.string()) })).optional(),
});
function rulesOf(file: string, kind: string): string[] {
  const text = readFileSync(new URL(`../../../../manifests/rbac/${file}`, import.meta.url), 'utf8');
  const roles = parseAllDocuments(text)
    .map((document) => Role.parse(document.toJS()))
    .filter((one) => one.kind === kind);
  return roles.flatMap(({ metadata, rules }) =>
    (rules ?? []).flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) =>
        resources.flatMap((resource) => verbs.map((verb) => `${metadata.namespace ?? '*'} ${verb} ${group}/${resource}`)),
      ),
    ),
  );
}
const written = ({ namespace, verb, group, resource, subresource }: Permission): string =>
  `${namespace ?? '*'} ${verb} ${group}/${resource}${subresource === undefined ? '' : `/${subresource}`}`;

it('the account of the manifests may do exactly what the proxy does', () => {
  expect(rulesOf('tart-lab.yaml', 'ClusterRole').sort()).toEqual(PERMISSIONS.map(written).sort());
  expect(rulesOf('tart-lab.yaml', 'Role').sort()).toEqual(hubblePermissions('relay', 'kube-system').map(written).sort());
  expect(rulesOf('tart-lab-loadtest.yaml', 'Role').sort()).toEqual(
    [...loadTestPermissions('demo'), logPermission('demo')].map(written).sort(),
  );
  expect(rulesOf('tart-lab-hubble-exec.yaml', 'Role').sort()).toEqual(hubblePermissions('exec', 'kube-system').map(written).sort());
});
