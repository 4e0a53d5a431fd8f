/** LogQL that the Logs dashboard asks, of the labels that Alloy gives (provisioning/alloy, manifests/alloy-values.yaml) and those of our events. */
const CLUSTER = 'cluster=~"$cluster"';
const PICKED = `${CLUSTER}, namespace=~"$namespace", app=~"$app"`;

/** Lines that say error, in the demo. */
export const DEMO_ERRORS = `{namespace="demo", ${CLUSTER}} |= "error"`;
/** Requests that nginx-web did not answer well. What it writes beside its JSON log has no status, and is left out. */
export const NGINX_FAILURES = `{app="nginx-web", ${CLUSTER}} | json | status >= 400`;
/** What the cilium agents say, without what stands around it. `msg` is a field of their logfmt. */
export const CILIUM_MESSAGES = `{namespace="kube-system", app="cilium", ${CLUSTER}} | logfmt | line_format "{{.msg}}"`;
/** What the proxy pushed (`loki.url`). VMs of no cluster are shown with any cluster. */
export const LAB_EVENTS = `{job="tart-lab", cluster=~"$cluster|"} | json | line_format "{{.text}}"`;

export const LINES = `sum by (namespace) (count_over_time({${PICKED}} [$__auto]))`;
export const ERROR_LINES = `sum by (namespace, app) (count_over_time({${PICKED}} |~ \`(?i)\\b(error|fatal|panic)\\b\` [$__auto]))`;
/** A count fails at a line that it cannot read, unless such lines are left out. */
export const NGINX_BY_STATUS = `sum by (status) (count_over_time({app="nginx-web", ${CLUSTER}} | json status="status" | __error__="" [$__auto]))`;
export const EVENTS_BY_SEVERITY = `sum by (severity) (count_over_time({job="tart-lab", cluster=~"$cluster|"} [$__auto]))`;
/** In backquotes, so that a backslash is one. */
export const SEARCHED = `{${PICKED}} |~ \`(?i)$search\``;
