const MINUTE_MS = 60_000;
const LOOK_AHEAD_MINUTES = 366 * 24 * 60;
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** The first time after `afterMs` that a schedule of five fields names, in UTC; null for a schedule that is none, or names no time in a year. */
export function nextCronTime(schedule: string, afterMs: number): number | null {
  const fields = schedule.trim().split(/\s+/);
  const sets = RANGES.map(([low, high], index) => parseField(fields[index] ?? '', low, high));
  const [minutes, hours, days, months, weekdays] = sets;
  if (fields.length !== RANGES.length || !minutes || !hours || !days || !months || !weekdays) return null;
  if (weekdays.has(7)) weekdays.add(0);
  let atMs = Math.floor(afterMs / MINUTE_MS) * MINUTE_MS;
  for (let step = 0; step < LOOK_AHEAD_MINUTES; step++) {
    atMs += MINUTE_MS;
    const time = new Date(atMs);
    if (!minutes.has(time.getUTCMinutes()) || !hours.has(time.getUTCHours()) || !months.has(time.getUTCMonth() + 1)) continue;
    // As cron has it: with both given, either day will do.
    const [byDay, byWeekday] = [days.has(time.getUTCDate()), weekdays.has(time.getUTCDay())];
    const both = fields[2] !== '*' && fields[4] !== '*';
    if (both ? byDay || byWeekday : byDay && byWeekday) return atMs;
  }
  return null;
}

function parseField(field: string, low: number, high: number): Set<number> | null {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return null;
    const [, from, to, every] = match;
    const step = Number(every ?? 1);
    if (step === 0) return null; // it would never get on
    const first = from === undefined ? low : Number(from);
    const last = to !== undefined ? Number(to) : from === undefined || every !== undefined ? high : first;
    for (let value = first; value <= last && value <= high; value += step) values.add(value);
  }
  return values.size > 0 ? values : null;
}
