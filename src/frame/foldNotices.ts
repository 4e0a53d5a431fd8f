import type { DataFrame, QueryResultMetaNotice } from '@grafana/data';

/**
 * The frames with at most one notice of each severity, on the first of them: a panel shows only the last notice of a severity that any
 * of its frames has, so that of three silent VMs two would go unnamed. Each text stands once, in the order of the frames.
 */
export function foldNotices(frames: DataFrame[]): DataFrame[] {
  const notices = frames.flatMap(({ meta }) => meta?.notices ?? []);
  if (notices.length < 2) return frames;
  const severities = [...new Set(notices.map(({ severity }) => severity))];
  const folded = severities.flatMap((severity): QueryResultMetaNotice[] => {
    const alike = notices.filter((notice) => notice.severity === severity);
    const text = [...new Set(alike.map((notice) => notice.text))].join(' · ');
    return alike.slice(0, 1).map((notice) => ({ ...notice, text }));
  });
  return frames.map((frame, at) =>
    frame.meta?.notices || at === 0 ? { ...frame, meta: { ...frame.meta, notices: at === 0 ? folded : [] } } : frame,
  );
}
