import { describe, expect, it } from 'vitest';
import { negotiate, wantsGzip } from './negotiate.ts';

describe('negotiate', () => {
  it.each([
    ['nothing', undefined, 'prometheus'],
    ['a browser', 'text/html,application/xhtml+xml,*/*;q=0.8', 'prometheus'],
    [
      'Prometheus 2.42',
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      'openmetrics',
    ],
    [
      'Prometheus 3',
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'openmetrics',
    ],
    ['who likes the older one better', 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4', 'prometheus'],
    ['who wants OpenMetrics of a later day', 'application/openmetrics-text;version=2.0.0', 'prometheus'],
    ['who refuses OpenMetrics', 'application/openmetrics-text;q=0,*/*', 'prometheus'],
    ['who accepts neither', 'application/json', 'prometheus'],
    ['nonsense', ';;;=,q=x', 'prometheus'],
  ])('answers %s', (_, accept, format) => {
    expect(negotiate(accept).format).toBe(format);
  });
  it('names the version that it writes', () => {
    expect(negotiate('application/openmetrics-text').contentType).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(negotiate('*/*').contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});

describe('wantsGzip', () => {
  it.each([
    ['gzip', true],
    ['deflate, gzip;q=0.5', true],
    ['gzip;q=0', false],
    ['identity', false],
    [undefined, false],
  ])('%s: %s', (header, wanted) => {
    expect(wantsGzip(header)).toBe(wanted);
  });
});
