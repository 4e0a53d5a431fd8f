import { BlockList } from 'node:net';
import type { Endpoint, Flow, FlowFilter } from './messages.ts';

export type FlowTest = (flow: Flow) => boolean;

/** A filter that the request should not have had; `message` as Hubble says it. */
export class FilterInvalid extends Error {}

/**
 * Whitelist and blacklist of a request as one test: any filter of the whitelist (or there is none), and none of the blacklist.
 * Within a filter every field must match, each by any of its values. Throws `FilterInvalid` for values and fields that are none.
 */
export function toFlowTest(whitelist: readonly FlowFilter[] = [], blacklist: readonly FlowFilter[] = []): FlowTest {
  const [wanted, unwanted] = [whitelist.map(toTest), blacklist.map(toTest)];
  return (flow) => (wanted.length === 0 || wanted.some((test) => test(flow))) && !unwanted.some((test) => test(flow));
}

function toTest(filter: FlowFilter): FlowTest {
  const tests: FlowTest[] = [];
  const on = <T>(values: readonly T[] | undefined, make: (values: readonly T[]) => FlowTest) => {
    if (values && values.length > 0) tests.push(make(values));
  };
  on(filter.source_ip, (ips) => inNetworks(ips, ({ IP }) => IP.source));
  on(filter.destination_ip, (ips) => inNetworks(ips, ({ IP }) => IP.destination));
  on(filter.source_pod, (names) => named(names, ({ source }) => ({ namespace: source.namespace, name: source.pod_name })));
  on(filter.destination_pod, (names) =>
    named(names, ({ destination }) => ({ namespace: destination.namespace, name: destination.pod_name })),
  );
  on(filter.source_service, () => () => false);
  on(filter.destination_service, (names) => named(names, (flow) => flow.destination_service));
  on(filter.source_label, (labels) => labelled(labels, ({ source }) => source));
  on(filter.destination_label, (labels) => labelled(labels, ({ destination }) => destination));
  on(filter.source_fqdn, (names) => matching(names.map(toGlob), ({ source_names }) => source_names));
  on(filter.destination_fqdn, (names) => matching(names.map(toGlob), ({ destination_names }) => destination_names));
  on(filter.source_workload, (workloads) => owned(workloads, ({ source }) => source));
  on(filter.destination_workload, (workloads) => owned(workloads, ({ destination }) => destination));
  on(
    filter.source_identity,
    (ids) =>
      ({ source }) =>
        ids.includes(source.identity),
  );
  on(
    filter.destination_identity,
    (ids) =>
      ({ destination }) =>
        ids.includes(destination.identity),
  );
  on(filter.source_port, (ports) => (flow) => ports.includes(String(portsOf(flow)?.source_port)));
  on(filter.destination_port, (ports) => (flow) => ports.includes(String(portsOf(flow)?.destination_port)));
  on(
    filter.verdict,
    (verdicts) =>
      ({ verdict = 'VERDICT_UNKNOWN' }) =>
        verdicts.includes(verdict),
  );
  on(filter.drop_reason_desc, (reasons) => (flow) => reasons.includes(flow.drop_reason_desc ?? 'DROP_REASON_UNKNOWN'));
  on(filter.traffic_direction, (sides) => (flow) => sides.includes(flow.traffic_direction ?? 'TRAFFIC_DIRECTION_UNKNOWN'));
  on(
    filter.event_type,
    (types) =>
      ({ event_type }) =>
        types.some(
          ({ type = 0, match_sub_type = false, sub_type = 0 }) =>
            (type === 0 || type === event_type.type) && (!match_sub_type || sub_type === (event_type.sub_type ?? 0)),
        ),
  );
  on(filter.protocol, (protocols) => toProtocolTest(protocols));
  // Of a drop nobody knows whether it is a reply: it counts as none.
  on(
    filter.reply,
    (replies) =>
      ({ is_reply, verdict }) =>
        (is_reply !== undefined || verdict === 'DROPPED') && replies.includes(is_reply?.value ?? false),
  );
  on(filter.http_status_code, (codes) => toStatusTest(codes));
  on(
    filter.http_method,
    (methods) =>
      ({ l7 }) =>
        methods.some((method) => method.toUpperCase() === l7?.http?.method),
  );
  on(filter.http_url, (urls) => matching(urls.map(toExpression), ({ l7 }) => l7?.http && [l7.http.url]));
  on(filter.http_path, (paths) => matching(paths.map(toExpression), ({ l7 }) => l7?.http && [new URL(l7.http.url).pathname]));
  on(filter.dns_query, (queries) => matching(queries.map(toExpression), ({ l7 }) => l7?.dns && [l7.dns.query]));
  on(filter.tcp_flags, (wanted) => ({ l4 }) => {
    const flags = l4.TCP?.flags && new Set(Object.keys(l4.TCP.flags));
    return flags !== undefined && wanted.some((each) => Object.entries(each).every(([flag, set]) => !set || flags.has(flag)));
  });
  on(filter.node_name, (names) =>
    matching(
      names.map((name) => toGlob(name.includes('/') ? name.replace(/\/$/, '/*') : `*/${name}`)),
      ({ node_name }) => [node_name],
    ),
  );
  on(
    filter.uuid,
    (uuids) =>
      ({ uuid }) =>
        uuids.includes(uuid),
  );
  return (flow) => tests.every((test) => test(flow));
}

const portsOf = ({ l4 }: Flow) => l4.TCP ?? l4.UDP;

function matching(expressions: readonly RegExp[], textsOf: (flow: Flow) => readonly string[] | undefined): FlowTest {
  return (flow) => textsOf(flow)?.some((text) => expressions.some((expression) => expression.test(text))) ?? false;
}

function toExpression(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new FilterInvalid(`failed to compile regexp: ${text}`);
  }
}

const toGlob = (pattern: string) => new RegExp(`^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);

function inNetworks(ips: readonly string[], addressOf: (flow: Flow) => string): FlowTest {
  const networks = new BlockList();
  for (const ip of ips) {
    const [address = '', bits] = ip.split('/');
    try {
      if (bits === undefined) networks.addAddress(address, address.includes(':') ? 'ipv6' : 'ipv4');
      else networks.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
    } catch {
      throw new FilterInvalid(`invalid IP address "${ip}" in filter`);
    }
  }
  return (flow) => networks.check(addressOf(flow));
}

/** `namespace/prefix`, `namespace/`, or a prefix of a name in `default`, as Hubble reads it. */
function named(
  names: readonly string[],
  of: (flow: Flow) => { readonly namespace?: string; readonly name?: string } | undefined,
): FlowTest {
  const wanted = names.map((text) => {
    const slash = text.indexOf('/');
    return slash < 0 ? { namespace: 'default', prefix: text } : { namespace: text.slice(0, slash), prefix: text.slice(slash + 1) };
  });
  return (flow) => {
    const found = of(flow);
    if (found?.namespace === undefined) return false;
    return wanted.some(
      ({ namespace, prefix }) => (namespace === '' || namespace === found.namespace) && (found.name ?? '').startsWith(prefix),
    );
  };
}

/** `key=value`, `key` or several of them with commas, with or without `k8s:` and `reserved:` before the key. */
function labelled(selectors: readonly string[], endOf: (flow: Flow) => Endpoint): FlowTest {
  const wanted = selectors.map((selector) => selector.split(',').map((part) => part.trim()));
  const has = (labels: readonly string[], part: string) =>
    labels.some((label) =>
      [label, label.slice(label.indexOf(':') + 1)].some((text) => text === part || (!part.includes('=') && text.startsWith(`${part}=`))),
    );
  return (flow) => wanted.some((parts) => parts.every((part) => has(endOf(flow).labels, part)));
}

function owned(workloads: readonly { readonly name?: string; readonly kind?: string }[], endOf: (flow: Flow) => Endpoint): FlowTest {
  return (flow) =>
    (endOf(flow).workloads ?? []).some((own) =>
      workloads.some(({ name, kind }) => (!name || name === own.name) && (!kind || kind === own.kind)),
    );
}

const PROTOCOLS: Readonly<Record<string, FlowTest>> = {
  tcp: ({ l4 }) => l4.TCP !== undefined,
  udp: ({ l4 }) => l4.UDP !== undefined,
  icmp: ({ l4 }) => l4.ICMPv4 !== undefined,
  icmpv4: ({ l4 }) => l4.ICMPv4 !== undefined,
  icmpv6: () => false,
  sctp: () => false,
  dns: ({ l7 }) => l7?.dns !== undefined,
  http: ({ l7 }) => l7?.http !== undefined,
};

function toProtocolTest(protocols: readonly string[]): FlowTest {
  const tests = protocols.map((protocol) => {
    const test = PROTOCOLS[protocol.toLowerCase()];
    if (!test) throw new FilterInvalid(`invalid protocol filter: unknown protocol: "${protocol}"`);
    return test;
  });
  return (flow) => tests.some((test) => test(flow));
}

/** `404`, `5+`, `40+`. */
function toStatusTest(codes: readonly string[]): FlowTest {
  for (const code of codes) if (!/^[1-5](\d\d|\d?\+)$/.test(code)) throw new FilterInvalid(`invalid status code prefix: "${code}"`);
  const wanted = codes.map((code) => code.replace('+', ''));
  return ({ l7 }) => l7?.http?.code !== undefined && wanted.some((code) => String(l7.http?.code).startsWith(code));
}
