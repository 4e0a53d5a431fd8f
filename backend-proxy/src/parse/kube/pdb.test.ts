import { describe, expect, it } from 'vitest';
import { parsePdb } from './pdb.ts';
import { selects, selectorText } from './selector.ts';
import { recordedItems } from './testing.ts';

const [web, redis, hubble, fresh] = recordedItems('pdbs').map((object) => {
  const parsed = parsePdb(object);
  if (!parsed.ok) throw new Error(parsed.error.line);
  return parsed.value;
});

describe('parsePdb', () => {
  it('reads what is wanted, as a count or a share, and what its controller counted', () => {
    expect(web).toMatchObject({
      namespace: 'demo',
      name: 'nginx-web',
      minAvailable: '2',
      maxUnavailable: null,
      healthy: 3,
      healthyWanted: 2,
      expectedPods: 3,
      disruptionsAllowed: 1,
      conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }],
    });
    expect(redis).toMatchObject({ minAvailable: null, maxUnavailable: '0%', disruptionsAllowed: 0 });
    expect(hubble).toMatchObject({ maxUnavailable: '1', expectedPods: 0, healthy: 0 });
  });

  it('does not take the zeros of a new PDB for counts', () => {
    expect(fresh).toMatchObject({ minAvailable: '50%', healthy: null, healthyWanted: null, expectedPods: null, disruptionsAllowed: null });
  });

  it('fails with the name and the path', () => {
    const metadata = { uid: '1', name: 'web', namespace: 'demo', creationTimestamp: null };
    expect(parsePdb({ metadata, spec: { minAvailable: true } })).toMatchObject({
      ok: false,
      error: { line: expect.stringMatching(/^demo\/web: spec\.minAvailable/) },
    });
  });
});

describe('a selector', () => {
  const expressions = (key: string, operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist', values: string[] = []) => ({
    matchLabels: {},
    matchExpressions: [{ key, operator, values }],
  });

  it('takes by labels and by expressions, all of them; none takes nothing, an empty one all', () => {
    expect([selects(web?.selector ?? null, { app: 'nginx-web', tier: 'a' }), selects(web?.selector ?? null, { app: 'redis' })]).toEqual([
      true,
      false,
    ]);
    expect([selects(null, {}), selects(fresh?.selector ?? null, {})]).toEqual([false, true]);
    const cases = [
      expressions('a', 'In', ['1', '2']),
      expressions('a', 'NotIn', ['1']),
      expressions('a', 'Exists'),
      expressions('a', 'DoesNotExist'),
    ];
    expect(cases.map((selector) => [selects(selector, { a: '1' }), selects(selector, { a: '3' }), selects(selector, {})])).toEqual([
      [true, false, false],
      [false, true, true],
      [true, true, false],
      [false, false, true],
    ]);
  });

  it('reads as kubectl writes it', () => {
    expect([web, redis, fresh].map((pdb) => selectorText(pdb?.selector ?? null))).toEqual([
      'app=nginx-web',
      'app in (redis)',
      'every pod of the namespace',
    ]);
    expect(selectorText(expressions('old', 'DoesNotExist'))).toBe('!old');
    expect(selectorText(null)).toBeNull();
  });
});
