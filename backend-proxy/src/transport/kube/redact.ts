const HIDDEN = '•••';
/** Shapes of secrets that nobody told us of: a plugin's stderr or a server's message may show them. */
const SHAPES: readonly [RegExp, string][] = [
  [/eyJ[\w-]{5,}\.[\w-]+(?:\.[\w-]*)?/g, HIDDEN], // a JSON web token
  [/\b(Bearer|Basic)\s+[^\s"',;]+/gi, `$1 ${HIDDEN}`],
  [/\b([\w-]*(?:token|secret|password|passwd|api[-_]?key|credential)s?"?\s*[=:]\s*"?)[^\s"',;&]+/gi, `$1${HIDDEN}`],
  [/(\/\/)[^\s/@:]+:[^\s/@]+@/g, `$1${HIDDEN}@`], // user:password in a URL
  [/-----BEGIN [^-]*PRIVATE KEY-----[\s\S]*?(?:-----END [^-]*PRIVATE KEY-----|$)/g, HIDDEN],
];

/** `text` without the known secrets and without anything that looks like one, on one line and cut to `maxLength` characters. */
export function redact(text: string, secrets: readonly string[], maxLength = 600): string {
  const known = secrets.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);
  const clean = SHAPES.reduce((rest, [shape, shown]) => rest.replace(shape, shown), withoutKnown);
  const line = clean.replace(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength)}…` : line;
}
