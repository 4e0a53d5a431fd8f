import type { Entry } from './entry.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

const STYLE = `
:root { color-scheme: light dark; --critical: light-dark(#b3001b, #ff8a8a); --warning: light-dark(#7a4d00, #ffc566);
  --resolved: light-dark(#146c2e, #7ddc95); --quiet: light-dark(#5b6066, #a7adb4); --line: light-dark(#d5d8dc, #3a3f45); }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1.5rem; max-width: 80rem; background: light-dark(#fff, #16181b); }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
p { margin: 0 0 1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; color: var(--quiet); padding-bottom: .5rem; }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); }
td p { margin: 0; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.critical { color: var(--critical); } .warning { color: var(--warning); } .resolved { color: var(--resolved); }
.status { font-weight: 600; white-space: nowrap; }
.labels { color: var(--quiet); overflow-wrap: anywhere; }
a { color: light-dark(#0a58ca, #8ab8ff); }
a:focus-visible, .scroll:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }`;

const timeOf = (iso: string): string => `<time datetime="${escape(iso)}">${escape(iso.slice(0, 19).replace('T', ' '))}</time>`;
const labelsOf = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .filter(([name]) => name !== 'alertname' && name !== 'severity')
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');

/** A link where the text is an address of the web; other texts stay texts. */
function linkOr(text: string, label: string): string {
  return /^https?:\/\//.test(text) && URL.canParse(text)
    ? `<a href="${escape(text)}" rel="noopener noreferrer">${escape(label)}</a>`
    : escape(`${label}: ${text}`);
}

function row({ receivedAt, status, alertname, severity, receiver, labels, annotations, startsAt, endsAt }: Entry): string {
  const { summary, description, runbook_url: runbook } = annotations;
  const tone = status === 'resolved' ? 'resolved' : severity === 'critical' ? 'critical' : 'warning';
  const lasted = [startsAt === null ? '' : `since ${timeOf(startsAt)}`, endsAt === null ? '' : `until ${timeOf(endsAt)}`].join(' ').trim();
  return `<tr>
<td>${timeOf(receivedAt)}</td>
<td class="status ${tone}">${escape(status)}${severity === null ? '' : `<br>${escape(severity)}`}</td>
<th scope="row">${escape(alertname ?? 'without a name')}</th>
<td><p>${escape(summary ?? description ?? '')}</p>${summary !== undefined && description !== undefined ? `<p>${escape(description)}</p>` : ''}
<p class="labels">${escape(labelsOf(labels))}</p>${lasted === '' ? '' : `<p class="labels">${lasted}</p>`}
${runbook === undefined ? '' : `<p>${linkOr(runbook, 'Runbook')}</p>`}</td>
<td>${escape(receiver)}</td>
</tr>`;
}

/** The page of the last alerts, the newest first, as HTML without scripts. `keep` is how many there can be. Times are UTC. */
export function toPage(entries: readonly Entry[], { keep, startedAtMs }: { readonly keep: number; readonly startedAtMs: number }): string {
  const head = ['Received (UTC)', 'Status', 'Alert', 'What', 'Receiver'].map((title) => `<th scope="col">${title}</th>`).join('');
  const body =
    entries.length === 0
      ? `<p>No alert has come in since ${timeOf(new Date(startedAtMs).toISOString())} UTC. Alertmanager posts them to <code>/alert</code>.</p>`
      : `<div class="scroll" role="region" aria-label="Alerts" tabindex="0"><table>
<caption>The last ${entries.length === 1 ? 'alert' : `${entries.length} alerts`} of at most ${keep}, the newest first</caption>
<thead><tr>${head}</tr></thead>
<tbody>${entries.map(row).join('\n')}</tbody>
</table></div>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Alerts</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Alerts</h1>
<p><a href="/">Reload</a> · <a href="/alerts">As JSON</a></p>
${body}
</main>
</body>
</html>
`;
}
