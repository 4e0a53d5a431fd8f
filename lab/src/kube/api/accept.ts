/** In which shape a client wants its answer: the first of its `Accept` list that we have. */
export interface Shape {
  readonly as: 'json' | 'table' | 'partial' | 'discovery';
  /** Version of the shape: v1, v1beta1, v2. */
  readonly version: string;
}

const SHAPES: Readonly<Record<string, Shape['as']>> = {
  Table: 'table',
  PartialObjectMetadata: 'partial',
  PartialObjectMetadataList: 'partial',
  APIGroupDiscoveryList: 'discovery',
};

/** Reads `application/json;as=Table;v=v1;g=meta.k8s.io,application/json`. Formats other than JSON are passed over. */
export function parseAccept(header: string | undefined): Shape {
  for (const range of (header ?? '').split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    if (type !== 'application/json') continue;
    const values = new URLSearchParams(parameters.join('&'));
    const as = SHAPES[values.get('as') ?? ''];
    if (as) return { as, version: values.get('v') ?? 'v1' };
    if (!values.has('as')) break;
  }
  return { as: 'json', version: 'v1' };
}
