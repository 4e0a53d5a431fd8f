import type { Answer, Memory, News } from './news.ts';

/** Remembers a whole answer: a table, a graph. It is said again when anything in it changed. */
export class FramesMemory implements Memory {
  private latest: Answer = { frames: [], exactFromMs: 0, toMs: 0 };
  private text = '';

  take(answer: Answer): News | null {
    const text = JSON.stringify(answer.frames);
    if (text === this.text) return null;
    this.text = text;
    this.latest = answer;
    return this.begin();
  }

  begin(): News {
    return { name: 'frames', data: { toMs: this.latest.toMs, frames: [...this.latest.frames] } };
  }
}
