/** What an SVG may hold to be shown in the catalog. */
const SVG_ELEMENTS =
  /^(svg|g|defs|title|desc|path|rect|circle|ellipse|line|polyline|polygon|text|tspan|use|symbol|clipPath|mask|linearGradient|radialGradient|stop)$/;
const IMAGE_MAGIC = { png: '89504e47', jpg: 'ffd8ff', jpeg: 'ffd8ff', gif: '47494638' };
const TEXTS = /\.(js|map|json|md|svg|txt)$|(^|\/)LICENSE$/;
const SECRETS = [
  // The header alone is what an input field shows as its example; a key has a body.
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----(\s|\\n|\\r)*[A-Za-z0-9+/]{16}/, 'a private key'],
  [/\b(glsa|glc|ghp|gho|npm|xoxb)_[A-Za-z0-9]{20,}/, 'an access token'],
  [/\bAKIA[0-9A-Z]{16}\b/, 'an access key'],
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./, 'a signed token'],
  [/(\/home\/|\/Users\/|\/root\/|[A-Z]:\\Users\\)[A-Za-z]/, 'a path of the machine that built it'],
];
const STRAY = /(^|\/)(\.[^/]+|node_modules|MANIFEST\.txt|.*\.(ts|tsx|sh|exe|so|dylib|env|pem|key|log))$|(^|\/)(\.[^/]+|node_modules)\//;
const FILE_LIMIT_BYTES = 3_000_000;

/** What is wrong with what lies in a release: stray files, broken or unsafe images, secrets, sizes. */
export function contentFaults({ files }) {
  return [...files].flatMap(([file, bytes]) => [
    ...(STRAY.test(file) ? [`${file} does not belong into a release`] : []),
    ...(bytes.length > FILE_LIMIT_BYTES ? [`${file} has ${bytes.length} bytes; the limit is ${FILE_LIMIT_BYTES}`] : []),
    ...imageFaults(file, bytes),
    ...(TEXTS.test(file) ? SECRETS.filter(([pattern]) => pattern.test(bytes.toString())).map(([, what]) => `${file} holds ${what}`) : []),
  ]);
}

function imageFaults(file, bytes) {
  const kind = /\.(\w+)$/.exec(file)?.[1];
  if (kind === 'svg') {
    const text = bytes.toString();
    const elements = [...text.matchAll(/<([A-Za-z][\w:]*)/g)]
      .map(([, element]) => element)
      .filter((element) => !SVG_ELEMENTS.test(element));
    const unsafe = /\son\w+=|javascript:|href="(?!#)/i.test(text);
    return [
      ...new Set([
        ...elements.map((element) => `${file} holds <${element}>`),
        ...(unsafe ? [`${file} holds a script or a foreign link`] : []),
      ]),
    ];
  }
  const magic = kind && IMAGE_MAGIC[kind];
  return magic && !bytes.toString('hex', 0, 8).startsWith(magic) ? [`${file} is no ${kind}`] : [];
}
