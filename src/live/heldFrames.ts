import type { Frame } from '@tart-lab/contract/frame.ts';
import type { Held, News } from './held.ts';

/** A table or a graph: each piece of news is the whole of it. */
export class HeldFrames implements Held {
  private shown: readonly Frame[];

  constructor(frames: readonly Frame[]) {
    this.shown = frames;
  }

  take({ name, data }: News): boolean {
    if (name === 'frames') this.shown = data.frames;
    return true;
  }

  trim(): void {}

  frames(): Frame[] {
    return [...this.shown];
  }

  points(): number {
    return 0;
  }
}
