import type { Json } from '../fields.ts';

/** Every nth object in a shape that no Kubernetes would give; the others, and all when `every` is 0, as they are. */
export function malformedAt(index: number, every: number, object: Json): unknown {
  if (every <= 0 || (index + 1) % every !== 0) return object;
  const ways: ((good: Json) => unknown)[] = [
    (good) => ({ ...good, metadata: null }),
    (good) => ({ ...good, spec: 'none', status: 42 }),
    (good) => ({ ...good, metadata: { name: 7, namespace: [] } }),
    () => 'not an object',
    () => null,
  ];
  const way = ways[Math.floor(index / every) % ways.length];
  return way ? way(object) : object;
}
