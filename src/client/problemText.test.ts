import { describe, expect, it } from 'vitest';
import { problemText } from './problemText.ts';

const problem = { kind: 'no_route', target: 'dev-master', doing: 'connect', detail: 'no route to host', advice: 'Start the VM' };

describe('problemText', () => {
  it('says what happened to whom while doing what, then the next step', () => {
    expect(problemText(problem)).toBe('dev-master: no route to host, while trying to connect. Start the VM.');
  });

  it('leaves out what is not known', () => {
    expect(problemText({ ...problem, target: '', doing: '', advice: '' })).toBe('no route to host.');
  });
});
