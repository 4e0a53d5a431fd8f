import { t } from '@grafana/i18n';
import type { EventKind, Severity } from '@tart-lab/contract/event.ts';

/** What can happen, as people say it. */
export const eventNames = (): Record<EventKind, string> => ({
  vm_started: t('event.vm-started', 'VM started'),
  vm_stopped: t('event.vm-stopped', 'VM stopped'),
  vm_suspended: t('event.vm-suspended', 'VM suspended'),
  vm_rebooted: t('event.vm-rebooted', 'VM rebooted'),
  vm_created: t('event.vm-created', 'VM created'),
  vm_deleted: t('event.vm-deleted', 'VM deleted'),
  address_changed: t('event.address-changed', 'Address changed'),
  unreachable: t('event.unreachable', 'Unreachable'),
  back: t('event.back', 'Back again'),
  port_opened: t('event.port-opened', 'Port opened'),
  port_closed: t('event.port-closed', 'Port closed'),
  port_owner_changed: t('event.port-owner-changed', 'Port changed its owner'),
  collector_gap: t('event.collector-gap', 'Gap in collection'),
  node_ready: t('event.node-ready', 'Node ready again'),
  node_not_ready: t('event.node-not-ready', 'Node not ready'),
  pod_crash_loop: t('event.pod-crash-loop', 'Pod in a crash loop'),
  pod_oom_killed: t('event.pod-oom-killed', 'Pod out of memory'),
  pod_evicted: t('event.pod-evicted', 'Pod evicted'),
  hpa_step: t('event.hpa-step', 'HPA scaled'),
  loadtest_started: t('event.loadtest-started', 'Load test started'),
  loadtest_ended: t('event.loadtest-ended', 'Load test ended'),
  cluster_unreachable: t('event.cluster-unreachable', 'Cluster unreachable'),
  cluster_back: t('event.cluster-back', 'Cluster back again'),
});

export const severityNames = (): Record<Severity, string> => ({
  info: t('severity.info', 'Info'),
  warning: t('severity.warning', 'Warning'),
  error: t('severity.error', 'Error'),
});
