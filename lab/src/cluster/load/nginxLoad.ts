/** Of its CPU request, when nobody asks much. */
export const IDLE_PERCENT = 5;

/**
 * What so many users of k6 do to each ready pod, in percent of its request. Each user waits for an answer before it asks again, so
 * more pods answer sooner and are asked more: 100 users are 75 % on three pods, 56 % on five, 50 % on six. The first seconds are
 * a fifth slower, while connections are made.
 */
export function underLoad(users: number, ready: number, sinceMs: number): number {
  const warm = 0.8 + 0.2 * (1 - Math.exp(-sinceMs / 5000));
  return Math.max(IDLE_PERCENT, (4.5 * users * warm) / (Math.max(1, ready) + 3));
}

/** Connections are kept for a while after the last request. */
export const afterLoad = (sinceMs: number): number => IDLE_PERCENT * (1 + Math.exp(-sinceMs / 60_000));

/** Requests a second that one pod answers, for each percent of its request. */
export const REQUESTS_PER_PERCENT = 4;
