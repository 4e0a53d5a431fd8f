const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** strftime(3) in UTC and the C locale, with date(1)'s `%N` (nanoseconds; the lab's clock has milliseconds). */
export function formatDate(format: string, atMs: number): string {
  const date = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = DAYS[date.getUTCDay()] ?? '';
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const fields: Readonly<Record<string, () => string>> = {
    s: () => String(Math.floor(atMs / 1000)),
    N: () => String(Math.round((((atMs % 1000) + 1000) % 1000) * 1e6)).padStart(9, '0'),
    Y: () => String(date.getUTCFullYear()),
    y: () => two(date.getUTCFullYear() % 100),
    m: () => two(date.getUTCMonth() + 1),
    d: () => two(date.getUTCDate()),
    e: () => String(date.getUTCDate()).padStart(2),
    H: () => two(date.getUTCHours()),
    I: () => two(((date.getUTCHours() + 11) % 12) + 1),
    M: () => two(date.getUTCMinutes()),
    S: () => two(date.getUTCSeconds()),
    p: () => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
    a: () => day.slice(0, 3),
    A: () => day,
    b: () => month.slice(0, 3),
    B: () => month,
    u: () => String(date.getUTCDay() || 7),
    w: () => String(date.getUTCDay()),
    j: () => String(Math.floor((atMs - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1).padStart(3, '0'),
    F: () => date.toISOString().slice(0, 10),
    T: () => date.toISOString().slice(11, 19),
    R: () => date.toISOString().slice(11, 16),
    Z: () => 'UTC',
    z: () => '+0000',
    n: () => '\n',
    t: () => '\t',
    '%': () => '%',
  };
  return format.replace(/%([3 6]?)(\w|%)/g, (whole, digits: string, letter: string) => {
    const value = fields[letter]?.();
    return value === undefined ? whole : letter === 'N' && digits.trim() !== '' ? value.slice(0, Number(digits)) : value;
  });
}
