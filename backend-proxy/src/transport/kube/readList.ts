import { fail, ok, type ParseFailure, type Result } from '../../result.ts';
import type { KubeApi, KubeFailure } from './kubeApi.ts';
import { isRecord, metadataOf, toIdentity } from './objectIdentity.ts';
import type { ReadObject } from './rowSet.ts';
import { unreadable } from './toKubeFailure.ts';

/** All objects of a kind at one moment. A watch goes on from `version`. */
export interface KubeList<Row> {
  readonly objects: ReadonlyMap<string, ReadObject<Row>>;
  readonly nameless: number;
  readonly version: string;
}

export interface ListRequest<Row> {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly toRow: (object: unknown) => Result<Row, ParseFailure>;
  readonly pageSize: number;
  /** For each page. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** A list may take longer than its page tokens live. After so many tries in pages it is asked for in one piece. */
const TRIES_IN_PAGES = 2;

/**
 * Lists all objects of a kind, page by page. A page token that the server forgot (410) begins the list again.
 * Fails with the page's failure, and for a list that ends in mid-page; a short list is never taken for a whole one.
 */
export async function readList<Row>(api: KubeApi, request: ListRequest<Row>): Promise<Result<KubeList<Row>, KubeFailure>> {
  for (let tries = 1; ; tries += 1) {
    const listed = await readPages(api, request, tries > TRIES_IN_PAGES ? null : request.pageSize);
    if (listed !== 'expired') return listed;
  }
}

async function readPages<Row>(
  api: KubeApi,
  { path, query, toRow, timeoutMs, signal }: ListRequest<Row>,
  pageSize: number | null,
): Promise<Result<KubeList<Row>, KubeFailure> | 'expired'> {
  const objects = new Map<string, ReadObject<Row>>();
  let nameless = 0;
  let version: string | undefined;
  let token = '';
  do {
    const paging = pageSize === null ? {} : { limit: String(pageSize), ...(token === '' ? {} : { continue: token }) };
    const answer = await api.read(path, { ...query, ...paging }, { timeoutMs, signal });
    if (!answer.ok) return token !== '' && answer.error.status === 410 ? 'expired' : answer;
    const page = toPage(answer.value.body);
    if (!page.ok)
      return fail(unreadable(page.error, { cluster: api.cluster, verb: 'list', resource: path, server: null, via: null, secrets: [] }));
    for (const item of page.value.items) {
      const identity = toIdentity(item);
      if (identity) objects.set(identity.key, { ...identity, row: toRow(item) });
      else nameless += 1;
    }
    version ??= page.value.version; // the first page's: what changed while the others came is told by the watch
    token = page.value.token;
  } while (token !== '');
  return ok({ objects, nameless, version });
}

interface Page {
  readonly items: readonly unknown[];
  readonly version: string;
  /** Empty on the last page. */
  readonly token: string;
}

function toPage(body: unknown): Result<Page, string> {
  const metadata = metadataOf(body);
  if (!isRecord(body) || !metadata) return fail('the answer is JSON, but no list');
  // Go writes an empty list as null.
  const items = body['items'] ?? [];
  const version = metadata['resourceVersion'];
  if (!Array.isArray(items) || !(typeof body['kind'] === 'string' && body['kind'].endsWith('List')))
    return fail('the answer is JSON, but no list');
  if (typeof version !== 'string' || version === '') return fail('the list has no resourceVersion');
  const token = typeof metadata['continue'] === 'string' ? metadata['continue'] : '';
  const remaining = metadata['remainingItemCount'];
  if (token === '' && typeof remaining === 'number' && remaining > 0) return fail(`the list ends although ${remaining} objects remain`);
  return ok({ items, version, token });
}
