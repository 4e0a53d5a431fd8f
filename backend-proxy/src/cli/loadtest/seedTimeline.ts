/** The timeline that was expected of the reference lab: 100 users for 60 s on nginx-web, HPA 3 to 10 at 50 % CPU. */
export const SEED_TIMELINE: readonly { readonly second: number; readonly cpuPercent: number; readonly replicas: string }[] = [
  { second: 0, cpuPercent: 5, replicas: '3' },
  { second: 10, cpuPercent: 60, replicas: '3' },
  { second: 40, cpuPercent: 75, replicas: '3 → 5' },
  { second: 60, cpuPercent: 55, replicas: '5 → 6' },
  { second: 70, cpuPercent: 10, replicas: '6 (held)' },
  { second: 370, cpuPercent: 5, replicas: '6 → 5 → 4 → 3' },
];

/** Its behaviour: what the explanations of differences are about. */
export const SEED_LOAD = { users: 100, seconds: 60, targetPercent: 50 } as const;
