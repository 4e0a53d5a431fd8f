/** What is wrong with an API server now. Changed by `KubeServer.set`; each is looked at with the next request or change. */
export interface KubeConditions {
  /** Connections are refused and those that are open are cut: the server is down. */
  readonly gone: boolean;
  /** Open watches say nothing more, not even goodbye; nor do those that are opened meanwhile. They stay mute when this ends. */
  readonly silentWatches: boolean;
  /** Every bearer token and client certificate is answered with 401. */
  readonly expiredTokens: boolean;
  /** How a version that is too old is said: 410 as the HTTP status, or as an ERROR event in a watch of status 200. */
  readonly goneAs: 'status' | 'event';
  /** Answers that fail with a status: how many requests more, or all until it is set to null. */
  readonly failing: { readonly status: 429 | 500 | 503; readonly requests: number | 'all'; readonly retryAfterSeconds?: number } | null;
  /** Lists wait so long before they begin. */
  readonly slowListMs: number;
  /** The next so many lists end in the middle of their body, with the connection cut. */
  readonly cutLists: number;
  /** Every nth object of lists and watches is malformed; 0 is none. */
  readonly malformedEvery: number;
  /** The Date header and times that the server itself makes are ahead by so much. */
  readonly clockSkewMs: number;
  /** Every answer is a web page of status 200, as captive portals and wrong addresses give. */
  readonly html: boolean;
  /** The server shows a certificate of an authority that nobody knows. */
  readonly otherAuthority: boolean;
  /** metrics.k8s.io answers 503. */
  readonly metricsDown: boolean;
}

export function healthyConditions(): KubeConditions {
  return {
    gone: false,
    silentWatches: false,
    expiredTokens: false,
    goneAs: 'event',
    failing: null,
    slowListMs: 0,
    cutLists: 0,
    malformedEvery: 0,
    clockSkewMs: 0,
    html: false,
    otherAuthority: false,
    metricsDown: false,
  };
}
