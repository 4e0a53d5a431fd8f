/** One word of POSIX sh that stands for exactly `text`, whatever it holds. */
export function posixQuote(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
