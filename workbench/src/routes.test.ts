import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fillTemplate, findRoute, PluginManifest } from './routes.ts';

const { routes } = PluginManifest.parse(JSON.parse(readFileSync(new URL('../../plugin.json', import.meta.url), 'utf8')));
const open = (method: string, path: string): boolean => {
  const route = findRoute(routes, method, path);
  return route !== undefined && route.reqRole === undefined;
};

describe('the routes of plugin.json', () => {
  it.each([
    ['GET', 'api/v1/health'],
    ['GET', 'api/v1/catalog'],
    ['GET', 'api/v1/values/vms'],
    ['POST', 'api/v1/query'],
    ['GET', 'api/v1/snapshot'],
  ])('let %s %s pass with the token', (method, path) => {
    expect(open(method, path)).toBe(true);
    expect(findRoute(routes, method, path)?.headers[0]?.name).toBe('Authorization');
  });

  it.each([
    ['DELETE', 'api/v1/query'],
    ['GET', 'api/v1/query'],
    ['get', 'api/v1/health'],
    ['GET', 'api/v1/secrets'],
    ['GET', 'metrics'],
    ['GET', 'probe'],
    ['GET', '%6Detrics'],
    ['GET', 'api/v1/health/../../../metrics'],
    ['GET', '//metrics'],
  ])('keep %s %s for administrators, without the token', (method, path) => {
    expect(open(method, path)).toBe(false);
    expect(findRoute(routes, method, path)).toMatchObject({ reqRole: 'Admin', headers: [] });
  });
});

describe('fillTemplate', () => {
  const content = 'Bearer {{ .SecureJsonData.token | orEmpty }}';

  it('puts the secret into the header', () => {
    expect(fillTemplate(content, { token: 'abc' })).toBe('Bearer abc');
  });

  it('never sends <no value> with our routes', () => {
    expect(fillTemplate(content, {})).toBe('Bearer ');
    expect(fillTemplate('Bearer {{ .SecureJsonData.token }}', {})).toBe('Bearer <no value>');
  });
});
