/** A time as Kubernetes writes it: UTC, to the second. */
export const toTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;

/** As leases and new events write it: to the microsecond. */
export const toMicroTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, -1)}000Z`;
