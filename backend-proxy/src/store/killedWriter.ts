import { batchOf, definitionsOf } from './testing.ts';
import { Engine } from './engine.ts';

/** Writes without pause and prints the last time that was written, until it is killed: the child of the kill -9 test. */
const [path = '', startMs = ''] = process.argv.slice(2);
const ids = Array.from({ length: 50 }, (_, i) => i + 1);
const engine = new Engine({ path, rawMs: 86_400_000, minuteMs: 30 * 86_400_000 }, Date.now, () => process.exit(1));
engine.append({ ...batchOf([], [], () => 0), definitions: definitionsOf(ids) });
for (let atMs = Number(startMs); ; atMs += 5000) {
  engine.append(batchOf(ids, [atMs], (id, ms) => id + ms / 1e6));
  process.stdout.write(`${atMs}\n`);
}
