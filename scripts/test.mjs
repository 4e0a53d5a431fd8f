// `npm test`: lint, types, unit, integration with real servers, browser. The last line counts the tests of all of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, GRAFANA_13_PAGE } from './build.mjs';
import { ensureGrafana13, ensurePackages, nodePath, root, run, runNode, say, toolEnv } from './setup.mjs';
import { ensureSystemPackages } from './systemPackages.mjs';

const PROJECTS = ['unit', 'plugin', 'plugin-grafana-13', 'integration', 'browser', 'browser-grafana-13'];

ensurePackages();
ensureGrafana13();
ensureSystemPackages();
say('lint');
run('npm', ['run', '--silent', 'lint']);
say('types');
run('npm', ['run', '--silent', 'typecheck']);
build();
build({ parts: [GRAFANA_13_PAGE] });
say('catalog');
runNode(['scripts/package.mjs', '--check']);

const reports = mkdtempSync(join(tmpdir(), 'tart-lab-test-'));
let passed = 0;
let failed = 0;
for (const project of PROJECTS) {
  say(project);
  const report = join(reports, `${project}.json`);
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const done = spawnSync(nodePath, args, { cwd: root, stdio: 'inherit', env: toolEnv });
  const counts = readCounts(report);
  passed += counts.passed;
  // A run that failed without a failing test (a broken file, an unhandled rejection) still counts as one failure.
  failed += done.status === 0 ? counts.failed : Math.max(1, counts.failed);
}
rmSync(reports, { recursive: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);

function readCounts(report) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch (error) {
    say(`no report of ${report}: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}
