import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { type Json, at, isRecord } from '../fields.ts';
import { Refusal, badRequest } from './refusal.ts';

/** By which field strategic merge tells the members of a list apart; lists that are not named here are replaced whole. */
const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  imagePullSecrets: ['name'],
  ports: ['containerPort', 'port'],
  conditions: ['type'],
  addresses: ['type'],
  ownerReferences: ['uid'],
  topologySpreadConstraints: ['topologyKey'],
};

/** Applies a patch of any of the four kinds to an object. Apply patches (YAML) are merged as strategic ones. */
export function applyPatch(object: Json, contentType: string, body: string): Json {
  const kind = contentType.split(';')[0]?.trim();
  if (kind === 'application/json-patch+json') return recordOf(jsonPatch(object, parsed(body)));
  if (kind === 'application/merge-patch+json') return recordOf(mergePatch(object, parsed(body)));
  if (kind === 'application/strategic-merge-patch+json' || kind === 'application/apply-patch+yaml') {
    return recordOf(strategicMerge(object, parsed(body), ''));
  }
  const message = `the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml`;
  throw new Refusal(415, 'UnsupportedMediaType', message);
}

/** A body in JSON or YAML. */
export function parsed(body: string): unknown {
  try {
    const value: unknown = parse(body);
    return value;
  } catch {
    throw badRequest('the object provided is unrecognized (must be of type JSON or YAML)');
  }
}

function recordOf(value: unknown): Json {
  if (!isRecord(value)) throw badRequest('a patch must leave an object');
  return value;
}

/** RFC 7386. */
function mergePatch(base: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged: Record<string, unknown> = isRecord(base) ? { ...base } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else merged[field] = mergePatch(merged[field], value);
  }
  return merged;
}

function strategicMerge(base: unknown, patch: unknown, field: string): unknown {
  if (Array.isArray(patch)) return mergeLists(Array.isArray(base) ? base : [], patch, field);
  if (!isRecord(patch)) return patch;
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  const merged: Record<string, unknown> = isRecord(base) ? { ...base } : {};
  for (const [name, value] of Object.entries(patch)) {
    if (name.startsWith('$')) continue;
    if (value === null || (isRecord(value) && value.$patch === 'delete')) delete merged[name];
    else merged[name] = strategicMerge(merged[name], value, name);
  }
  return merged;
}

function mergeLists(base: readonly unknown[], patch: readonly unknown[], field: string): unknown[] {
  const key = MERGE_KEYS[field]?.find((name) => patch.every((each) => at(each, name) !== undefined));
  if (key === undefined || patch.some((each) => at(each, '$patch') === 'replace'))
    return patch.filter((each) => at(each, '$patch') === undefined);
  const merged = [...base];
  for (const each of patch) {
    const index = merged.findIndex((member) => at(member, key) === at(each, key));
    if (at(each, '$patch') === 'delete') {
      if (index >= 0) merged.splice(index, 1);
    } else if (index >= 0) merged[index] = strategicMerge(merged[index], each, '');
    else merged.push(each);
  }
  return merged;
}

function withoutDirectives(patch: Json): Json {
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !name.startsWith('$')));
}

/** RFC 6902: add, remove, replace, test, copy and move. */
function jsonPatch(object: Json, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw badRequest('a JSON patch is a list');
  let result: unknown = object;
  for (const step of patch.filter(isRecord)) {
    const path = stepsOf(step.path);
    if (step.op === 'test') {
      if (!isDeepStrictEqual(at(result, ...path), step.value))
        throw new Refusal(422, 'Invalid', 'the server rejected our request due to an error in our request');
    } else if (step.op === 'remove') result = changed(result, path, undefined, 'replace');
    else if (step.op === 'add' || step.op === 'replace') result = changed(result, path, step.value, step.op);
    else if (step.op === 'copy' || step.op === 'move') {
      const from = stepsOf(step.from);
      const value = at(result, ...from);
      if (step.op === 'move') result = changed(result, from, undefined, 'replace');
      result = changed(result, path, value, 'add');
    } else throw badRequest('unexpected kind of JSON patch operation');
  }
  return result;
}

function stepsOf(path: unknown): (string | number)[] {
  if (typeof path !== 'string') throw badRequest('a JSON patch step needs a path');
  const words = path.split('/').slice(1);
  return words.map((word) => (/^\d+$/.test(word) ? Number(word) : word.replaceAll('~1', '/').replaceAll('~0', '~')));
}

/** A copy with another value at a path; `undefined` takes it out. */
function changed(base: unknown, [step, ...rest]: readonly (string | number)[], value: unknown, how: 'add' | 'replace'): unknown {
  if (step === undefined) return value;
  if (Array.isArray(base)) {
    const list: unknown[] = [...(base as readonly unknown[])];
    const index = step === '-' ? list.length : Number(step);
    if (rest.length > 0) list[index] = changed(list[index], rest, value, how);
    else if (value === undefined) list.splice(index, 1);
    else list.splice(index, how === 'add' ? 0 : 1, value);
    return list;
  }
  const record: Record<string, unknown> = isRecord(base) ? { ...base } : {};
  if (rest.length === 0 && value === undefined) delete record[step];
  else record[step] = rest.length > 0 ? changed(record[step], rest, value, how) : value;
  return record;
}
