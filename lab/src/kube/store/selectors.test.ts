import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../objectStore.ts';
import { SelectorError, parseFieldSelector, parseLabelSelector } from './selectors.ts';

const pod: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'demo', labels: { app: 'web', tier: 'front' } },
  spec: { nodeName: 'w1' },
  status: { phase: 'Running' },
};

describe('label selectors', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web,tier!=back', true],
    ['app in (db, web)', true],
    ['app notin (db,web)', false],
    ['missing notin (a)', true],
    ['app,!old', true],
    ['!app', false],
    ['missing=', false],
  ])('%s', (selector, matches) => expect(parseLabelSelector(selector)(pod)).toBe(matches));

  it('that cannot be read are refused', () => {
    expect(() => parseLabelSelector('app in web')).toThrow(SelectorError);
  });
});

describe('field selectors', () => {
  it.each([
    ['metadata.name=web-1', true],
    ['metadata.namespace=other', false],
    ['spec.nodeName=w1,status.phase!=Failed', true],
    ['spec.unknown=', true],
  ])('%s', (selector, matches) => expect(parseFieldSelector(selector)(pod)).toBe(matches));

  it('that cannot be read are refused', () => {
    expect(() => parseFieldSelector('metadata.name')).toThrow(SelectorError);
  });
});
