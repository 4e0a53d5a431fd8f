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
});

export const severityNames = (): Record<Severity, string> => ({
  info: t('severity.info', 'Info'),
  warning: t('severity.warning', 'Warning'),
  error: t('severity.error', 'Error'),
});
