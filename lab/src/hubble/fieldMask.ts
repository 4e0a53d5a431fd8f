import { isRecord } from '../kube/fields.ts';
import type { Flow } from './messages.ts';

/** Keeps the fields that the paths name (`source.pod_name`, `l4`); no paths keep all. */
export function toMask(paths: readonly string[] | undefined): (flow: Flow) => Partial<Flow> {
  if (!paths || paths.length === 0) return (flow) => flow;
  const steps = paths.map((path) => path.split('.'));
  return (flow) => keep(flow, steps);
}

function keep(flow: Flow, steps: readonly (readonly string[])[]): Partial<Flow> {
  const part = Object.fromEntries(pickFrom(flow, steps));
  return isPartOf(flow, part) ? part : {};
}

function isPartOf(flow: Flow, part: object): part is Partial<Flow> {
  return Object.keys(part).every((key) => key in flow);
}

function pickFrom(value: object, steps: readonly (readonly string[])[]): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const here = steps.filter(([first]) => first === key);
    if (here.length === 0) return [];
    if (here.some(({ length }) => length === 1) || !isRecord(inner)) return [[key, inner]];
    return [
      [
        key,
        Object.fromEntries(
          pickFrom(
            inner,
            here.map((path) => path.slice(1)),
          ),
        ),
      ],
    ];
  });
}
