import { expect, it } from 'vitest';
import { reportOf, sampleOf, vmOf } from '../testing.ts';
import { LabState } from './labState.ts';

let nowMs = 1000;
const problem = (detail: string, section?: string) =>
  ({ kind: 'section_failed', target: 'a', doing: 'read', detail, advice: '', ...(section ? { section } : {}) }) as const;
function labOf(...names: string[]): LabState {
  nowMs = 1000;
  const lab = new LabState(() => nowMs);
  lab.setInventory(
    names.map((name) => vmOf(name)),
    [],
  );
  return lab;
}

it('keeps since when a problem lasts, through other words, until it is over', () => {
  const lab = labOf('a');
  lab.applyReport(reportOf('a', 1000, { answered: false, problem: problem('one') }), []);
  lab.applyReport(reportOf('a', 2000, { answered: false, problem: problem('two') }), []);
  expect(lab.problems()).toEqual([{ ...problem('two'), sinceMs: 1000 }]);
  lab.applyReport(reportOf('a', 3000), []);
  expect(lab.problems()).toEqual([]);
  lab.applyReport(reportOf('a', 4000, { answered: false, problem: problem('one') }), []);
  expect(lab.problems()[0]?.sinceMs).toBe(4000);
});

it('keeps the problem of a section that was not asked again, until it succeeds', () => {
  const lab = labOf('a');
  lab.applyReport(reportOf('a', 1000, { sections: [{ collector: 'ports', ok: false }], problems: [problem('no ss', 'ports')] }), []);
  lab.applyReport(reportOf('a', 2000, { sections: [{ collector: 'cpu', ok: true }] }), []);
  expect(lab.problems()).toHaveLength(1);
  lab.applyReport(reportOf('a', 3000, { sections: [{ collector: 'ports', ok: true }] }), []);
  expect(lab.problems()).toEqual([]);
});

it('forgets a series that its collector no longer reports, and keeps those of others', () => {
  const lab = labOf('a');
  const both = [
    sampleOf('tart_vm_filesystem_size_bytes', 'a', 1000, 1, { mountpoint: '/' }),
    sampleOf('tart_vm_filesystem_size_bytes', 'a', 1000, 1, { mountpoint: '/mnt' }),
    sampleOf('tart_vm_load1', 'a', 1000, 1),
  ];
  lab.applyReport(reportOf('a', 1000), both);
  lab.applyReport(reportOf('a', 2000, { sections: [{ collector: 'filesystem', ok: true }] }), both.slice(0, 1));
  expect(
    lab
      .find('a')
      ?.guest.latest()
      .map(({ labels }) => labels['mountpoint'] ?? 'none')
      .sort(),
  ).toEqual(['/', 'none']);
  expect(lab.find('a')?.guest.latest('tart_vm_load1')).toHaveLength(1);
});

it('says nothing more of a VM that stopped or left', () => {
  const lab = labOf('a', 'b');
  lab.applyReport(reportOf('a', 1000, { ports: [] }), [sampleOf('tart_vm_load1', 'a', 1000, 1)]);
  lab.setInventory([vmOf('a', { state: 'stopped' })], []);
  lab.applyReport(reportOf('a', 2000), [sampleOf('tart_vm_load1', 'a', 2000, 1)]);
  expect(lab.find('a')?.guest).toMatchObject({ up: false, ports: null, lastAnswerMs: null });
  expect(lab.find('a')?.guest.latest()).toEqual([]);
  expect(lab.all()).toHaveLength(1);
});

it('wants processes for a minute after someone looked', () => {
  const lab = labOf('a');
  lab.wantProcesses('a');
  nowMs += 59_999;
  expect(lab.processesWanted('a')).toBe(true);
  nowMs += 1;
  expect(lab.processesWanted('a')).toBe(false);
});

it('keeps own problems by name', () => {
  const lab = labOf();
  lab.setOwnProblem('history', problem('full'));
  nowMs += 500;
  lab.setOwnProblem('history', problem('still full'));
  expect(lab.problems()).toEqual([{ ...problem('still full'), sinceMs: 1000 }]);
  lab.setOwnProblem('history', null);
  expect(lab.problems()).toEqual([]);
});
