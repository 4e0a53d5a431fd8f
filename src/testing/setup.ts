import { createRequire } from 'node:module';
import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

afterEach(cleanup);

// Grafana's components ask for style sheets; Node has no use for them.
createRequire(import.meta.url).extensions['.css'] = () => undefined;

/** jsdom lays nothing out; Grafana's components only need to be able to ask. */
class NoLayout {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): [] {
    return [];
  }
}
Object.assign(globalThis, { ResizeObserver: NoLayout, IntersectionObserver: NoLayout });
Object.assign(globalThis, {
  matchMedia: (media: string) => ({
    matches: false,
    media,
    addEventListener() {},
    removeEventListener() {},
    addListener() {},
    removeListener() {},
  }),
});
// Text is measured on a canvas; a width for every letter is enough, and lists show their rows only at some height.
Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
  value: () => ({ measureText: (text: string) => ({ width: text.length * 8 }) }),
});
Object.defineProperties(HTMLElement.prototype, { clientHeight: { get: () => 300 }, clientWidth: { get: () => 400 } });
