import type { Answer } from './answer.ts';
import { RESOURCES, type Resource } from './resources.ts';

/**
 * The OpenAPI 2 document in protocol buffers (gnostic's openapi_v2), which is the only form that kubectl reads. It says no more than
 * kubectl looks for before it sends a dry run: that PATCH of every kind takes `dryRun` and `fieldValidation`. There are no schemas,
 * so kubectl leaves checking to the server.
 */
export function answerOpenApi(): Answer {
  const paths = RESOURCES.filter(({ verbs }) => verbs.includes('patch')).map((resource) => pathOf(resource));
  const info = message(2, text(1, 'Kubernetes'), text(2, 'lab'));
  const body = Buffer.concat([text(1, '2.0'), info, message(8, ...paths)]);
  return { status: 200, body, contentType: 'application/com.github.proto-openapi.spec.v2.v1+protobuf' };
}

function pathOf({ group, version, kind, plural, namespaced }: Resource): Buffer {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const path = `${root}${namespaced ? '/namespaces/{namespace}' : ''}/${plural}/{name}`;
  const gvk = message(
    13,
    text(1, 'x-kubernetes-group-version-kind'),
    message(2, text(2, `group: "${group}"\nkind: ${kind}\nversion: ${version}\n`)),
  );
  const operation = message(8, ...['dryRun', 'fieldManager', 'fieldValidation', 'force'].map(parameter), gvk);
  return message(2, text(1, path), message(2, operation));
}

/** operation.parameters → parameter → non_body_parameter → query_parameter_sub_schema. */
function parameter(name: string): Buffer {
  return message(8, message(1, message(2, message(3, text(2, 'query'), text(4, name), text(6, 'string')))));
}

/** A field of wire type 2: a message or a text. */
function message(field: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function text(field: number, value: string): Buffer {
  return message(field, Buffer.from(value));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}
