import type { History } from '../store/history.ts';

type Filled = Pick<History, 'append' | 'appendEvents'>;

/** The history as the cycles fill it; `listen` hears whenever they do. */
export function heardBy(history: Filled, listen: () => void): Filled {
  return {
    append(samples) {
      history.append(samples);
      listen();
    },
    appendEvents(events) {
      history.appendEvents(events);
      listen();
    },
  };
}
