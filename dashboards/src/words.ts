/** Colours of the words that tables show; green only where a word says that all is well. */
export const VM_STATUS = { up: 'green', silent: 'red', 'not read yet': 'orange', stopped: 'gray', suspended: 'gray' } as const;
export const CLUSTER_STATUS = { up: 'green', listing: 'blue', 'partly up': 'orange', unreachable: 'red' } as const;
export const NODE_STATUS = {
  Ready: 'green',
  NotReady: 'red',
  'NotReady,SchedulingDisabled': 'red',
  'Ready,SchedulingDisabled': 'orange',
} as const;
export const POD_STATUS = {
  Running: 'green',
  Completed: 'blue',
  Succeeded: 'blue',
  Pending: 'orange',
  ContainerCreating: 'orange',
  CrashLoopBackOff: 'red',
  ImagePullBackOff: 'red',
  ErrImagePull: 'red',
  OOMKilled: 'red',
  Evicted: 'red',
  Error: 'red',
} as const;
/** What Kubernetes says of its events. */
export const EVENT_TYPE = { Normal: 'blue', Warning: 'orange' } as const;
/** What holds an HPA where it is, as its table says. */
export const HELD_BY = {
  nothing: 'green',
  tolerance: 'green',
  minimum: 'text',
  stabilization: 'blue',
  policy: 'blue',
  pods_not_ready: 'orange',
  maximum: 'orange',
  disabled: 'orange',
  missing_metrics: 'red',
  unable: 'red',
  not_started: 'gray',
} as const;
/** How a run of a load test stands. */
export const RUN_STATUS = { running: 'blue', ended: 'green', failed: 'red', stopped: 'orange', unknown: 'gray' } as const;
