import { inspectBundle } from '../inspectBundle.mjs';

/** What the catalog's reviewers refuse in a plugin's source: a pattern and what is wrong with it. */
const REFUSED = [
  [/(?<![.\w])(alert|confirm|prompt)\(/, 'blocks the page; use Grafana’s own dialogues'],
  [/window\.open\((?![^)]*noopener)/, 'opens a page that can reach back; add noopener,noreferrer'],
  [/\bwindow\.(?!matchMedia|setTimeout|clearTimeout)[a-z]/, 'reaches for the window'],
  [/\bconsole\.(log|debug|info)\(/, 'writes to the console'],
  [/@ts-(ignore|expect-error|nocheck)/, 'hides a type error'],
  [/\bgf-form/, 'uses a retired style of Grafana’s'],
  [/from '[^']+\.(css|scss)'/, 'imports a style sheet'],
  [/\bGlobal\b[^;]*from '@emotion/, 'styles the whole page'],
  [/\/api\/ds\/query/, 'asks the backend itself'],
  [/dangerouslySetInnerHTML/, 'writes HTML'],
];

const isTest = (file) => /\.test\.tsx?$|(^|\/)testing\//.test(file);

/** What is wrong with the code of a release: its bundle, its source map against the sources, and what the sources do. */
export function codeFaults({ files, sources }) {
  const code = files.get('module.js')?.toString();
  const mapText = files.get('module.js.map')?.toString();
  if (!code || !mapText) return ['module.js or its source map is missing'];
  const { faults } = inspectBundle(code, JSON.parse(mapText));
  return [...faults.map((fault) => `module.js: ${fault}`), ...mapFaults(files, sources), ...sourceFaults(sources)];
}

/** Every script has its map, and every source in a map is the file of that name as it is. */
function mapFaults(files, sources) {
  return [...files.keys()]
    .filter((file) => file.endsWith('.js'))
    .flatMap((script) => {
      const map = files.get(`${script}.map`);
      if (!map) return [`${script} has no source map`];
      const { sources: names, sourcesContent } = JSON.parse(map.toString());
      return names.flatMap((name, index) => {
        const file = name.replace(/^webpack:\/\/\/\.\//, '').replace(/\?.*$/, '');
        if (!/^(src|contract)\//.test(file) || !/\.tsx?$/.test(file)) return [];
        return sources.get(file) === sourcesContent?.[index] ? [] : [`${script}.map: ${file} is not what is in the repository`];
      });
    });
}

function sourceFaults(sources) {
  return [...sources]
    .filter(([file]) => file.startsWith('src/') && /\.tsx?$/.test(file) && !isTest(file))
    .flatMap(([file, text]) =>
      REFUSED.flatMap(([pattern, why]) => {
        const found = pattern.exec(withoutComments(text));
        return found ? [`${file}: ${found[0].trim()} ${why}`] : [];
      }),
    );
}

const withoutComments = (text) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
