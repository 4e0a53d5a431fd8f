import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { catalogFaults } from './check.mjs';

const MODULE_TS = "export const plugin = 'tart';\n";
const MANIFEST = {
  type: 'datasource',
  name: 'Tart Lab',
  id: 'tartlab-tart-datasource',
  category: 'tsdb',
  languages: ['ko-KR'],
  info: {
    description: 'Tart virtual machines and what runs in them.',
    author: { name: 'Tart Lab' },
    keywords: ['tart'],
    logos: { small: 'img/logo.svg', large: 'img/logo.svg' },
    links: [],
    screenshots: [{ name: 'All VMs', path: 'img/vms.png' }],
    version: '1.2.3',
    updated: '2026-11-20',
  },
  includes: [{ type: 'dashboard', name: 'Overview', path: 'dashboards/overview.json' }],
  dependencies: { grafanaDependency: '>=12.4.0', plugins: [] },
};

/** A release without faults, with some files or sources replaced; `null` takes one away. */
function release({ files = {}, sources = {}, manifest = {}, map = {} } = {}) {
  const all = {
    'plugin.json': JSON.stringify({ ...MANIFEST, ...manifest }),
    'module.js': 'define(["react"],function(){return {}});',
    'module.js.map': JSON.stringify({ sources: ['webpack:///./src/module.ts'], sourcesContent: [MODULE_TS], ...map }),
    'README.md': `# Tart Lab\n\n${'It shows virtual machines. '.repeat(12)}[Docs](https://example.com/docs)\n`,
    'CHANGELOG.md': '# Changelog\n\n## 1.2.3\n',
    LICENSE: 'Apache License\n Version 2.0, January 2004\n',
    'img/logo.svg': '<svg xmlns="x"><path d="M0 0"/></svg>',
    'img/vms.png': Buffer.from('89504e470d0a1a0a', 'hex'),
    'locales/ko-KR/tartlab-tart-datasource.json': '{}',
    'dashboards/overview.json': '{"uid":"overview","title":"Overview"}',
    ...files,
  };
  return {
    files: new Map(Object.entries(all).flatMap(([file, content]) => (content === null ? [] : [[file, Buffer.from(content)]]))),
    sources: new Map(Object.entries({ 'src/module.ts': MODULE_TS, ...sources })),
    version: '1.2.3',
  };
}

const info = (changes) => ({ manifest: { info: { ...MANIFEST.info, ...changes } } });
const source = (text) => ({ sources: { 'src/editor/Row.tsx': text } });

describe('the catalog check', () => {
  it('finds nothing in a good release', () => {
    expect(catalogFaults(release())).toEqual([]);
  });

  it.each([
    ['a key that Grafana does not know', { manifest: { extra: 1 } }, /extra/],
    ['alerting without a backend', { manifest: { alerting: true } }, /alerting/],
    ['an id without an organisation', { manifest: { id: 'tart-datasource' } }, /plugin\.json: id/],
    ['another version than package.json', info({ version: '1.2.4' }), /version 1\.2\.4/],
    ['a version that the build did not fill in', info({ version: '%VERSION%' }), /info\.version/],
    ['no keyword', info({ keywords: [] }), /info\.keywords/],
    ['no screenshot', info({ screenshots: [] }), /info\.screenshots/],
    ['a screenshot that is not there', { files: { 'img/vms.png': null } }, /img\/vms\.png, which is missing/],
    ['an empty logo', { files: { 'img/logo.svg': '' } }, /logo\.svg, which is missing or empty/],
    ['a language without its texts', { manifest: { languages: ['en-US'] } }, /locales\/en-US/],
    ['a dashboard without a uid', { files: { 'dashboards/overview.json': '{"title":"x"}' } }, /no uid/],
    ['a dashboard that asks at import', { files: { 'dashboards/overview.json': '{"uid":"x","title":"x","__inputs":[]}' } }, /__inputs/],
    ['no README', { files: { 'README.md': null } }, /README\.md is missing/],
    ['a relative link', { files: { 'README.md': `${'word '.repeat(60)}[a](docs/a.md)` } }, /links to docs\/a\.md/],
    ['a relative image', { files: { 'README.md': `${'word '.repeat(60)}<img alt="" src="a.png">` } }, /links to a\.png/],
    ['an HTML comment', { files: { 'README.md': `${'word '.repeat(60)}<!-- hidden -->` } }, /<!--/],
    ['a changelog without this version', { files: { 'CHANGELOG.md': '# Changelog\n' } }, /CHANGELOG/],
    ['another license', { files: { LICENSE: 'All rights reserved' } }, /LICENSE/],
    ['no source map', { files: { 'module.js.map': null } }, /source map is missing/],
    ['a chunk without a map', { files: { '1.js': '' } }, /1\.js has no source map/],
    ['a map of other sources', { map: { sourcesContent: ['other'] } }, /src\/module\.ts is not what is in the repository/],
    ['a bundled React', { map: { sources: ['webpack:///./node_modules/react/index.js'], sourcesContent: [''] } }, /bundles react/],
    ['a blocking dialogue', source("confirm('sure?')"), /blocks the page/],
    ['an open window without noopener', source("window.open('https://a')"), /noopener/],
    ['the window', source('const here = window.location.href'), /reaches for the window/],
    ['a word to the console', source('console.log(1)'), /console/],
    ['a hidden type error', source('x(); /**/ y(); "@ts-ignore"'), /type error/],
    ['a style sheet', source("import './a.css'; import x from './b.css'"), /style sheet/],
    ['a script in an SVG', { files: { 'img/logo.svg': '<svg><script>1</script></svg>' } }, /<script>/],
    ['an event handler in an SVG', { files: { 'img/logo.svg': '<svg onload="x()"></svg>' } }, /script or a foreign link/],
    ['a screenshot that is no image', { files: { 'img/vms.png': 'hello' } }, /is no png/],
    ['a private key', { files: { 'a.json': '"-----BEGIN RSA PRIVATE KEY-----\\nMIIEowIBAAKCAQEA0' } }, /a private key/],
    ['a path of the builder', { files: { 'a.json': '"/home/someone/x"' } }, /path of the machine/],
    ['a stray file', { files: { '.env': 'A=1' } }, /does not belong/],
    ['a signature of another build', { files: { 'MANIFEST.txt': 'x' } }, /MANIFEST\.txt does not belong/],
  ])('refuses %s', (_what, changes, fault) => {
    expect(catalogFaults(release(changes)).join('\n')).toMatch(fault);
  });

  it('lets the example of an input field be', () => {
    expect(catalogFaults(release({ files: { 'a.json': '{"placeholder":"-----BEGIN PRIVATE KEY-----"}' } }))).toEqual([]);
  });

  it('looks at code, not at comments and tests', () => {
    const sources = { 'src/a.ts': '// console.log(1)\n/* window.open() */', 'src/a.test.ts': 'console.log(1)' };
    expect(catalogFaults(release({ sources }))).toEqual([]);
  });
});
