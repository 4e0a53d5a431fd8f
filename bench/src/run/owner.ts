import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Closer = () => void | Promise<void>;

/** Everything that a section starts; it is stopped in reverse order, also when a part of it fails to stop. */
export class Owner {
  private readonly closers: Closer[] = [];

  /** Takes over what was started. */
  own(closer: Closer): void {
    this.closers.push(closer);
  }

  /** A folder that goes with the section. */
  folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'tart-lab-bench-'));
    this.own(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }

  /** Stops all of it; throws what went wrong when all had their turn. */
  async stop(): Promise<void> {
    const failures: unknown[] = [];
    for (let closer = this.closers.pop(); closer; closer = this.closers.pop()) {
      try {
        await closer();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'something did not stop');
  }
}
