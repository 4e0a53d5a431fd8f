/** Marks of a README that was never written, and words that the catalog's reviewers ask to leave out. */
const README_MARKS = [/grafana datasource plugin template/i, /TODO/, /lorem ipsum/i, /<!--/, /\byarn\b/, /\bnodejs\b/];
const ALLOWED_LICENSES = [
  /Apache License\s+Version 2\.0/,
  /MIT License/,
  /BSD \d-Clause/,
  /GNU (AFFERO |LESSER )?GENERAL PUBLIC LICENSE\s+Version 3/,
];

/** Targets of Markdown links and images. */
function linksOf(markdown) {
  return [...markdown.matchAll(/\]\(\s*<?([^)\s>]+)/g), ...markdown.matchAll(/<(?:img|a)\b[^>]*?(?:src|href)="([^"]+)"/g)].map(
    ([, target]) => target,
  );
}

/** What is wrong with the texts of a release: README.md, CHANGELOG.md, LICENSE. */
export function textFaults({ files, version }) {
  const text = (file) => files.get(file)?.toString() ?? '';
  const readme = text('README.md');
  return [
    ...(readme.trim().length < 200 ? ['README.md is missing or says next to nothing'] : []),
    ...README_MARKS.filter((mark) => mark.test(readme)).map((mark) => `README.md holds ${mark.source}`),
    ...linksOf(readme)
      .filter((target) => !/^(https:\/\/|mailto:|#)/.test(target))
      .map((target) => `README.md links to ${target}: in the catalog only https addresses lead anywhere`),
    ...(text('CHANGELOG.md').includes(version) ? [] : [`CHANGELOG.md does not name version ${version}`]),
    ...(ALLOWED_LICENSES.some((license) => license.test(text('LICENSE'))) ? [] : ['LICENSE is missing or none that the catalog takes']),
  ];
}
