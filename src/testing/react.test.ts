import { version } from 'react';
import { version as domVersion } from 'react-dom';
import { expect, it } from 'vitest';

it('runs on the React of the Grafana that this run is for', () => {
  expect([version, domVersion].map((of) => of.split('.')[0])).toEqual([process.env['REACT_MAJOR'], process.env['REACT_MAJOR']]);
});
