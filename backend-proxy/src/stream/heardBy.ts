import type { History } from '../store/history.ts';

type Filled = Pick<History, 'append' | 'appendEvents'>;

/** The history as the cycles fill it; `listen` hears whenever they do, and how many samples they brought. */
export function heardBy(history: Filled, listen: (samples: number) => void): Filled {
  return {
    append(samples) {
      history.append(samples);
      listen(samples.length);
    },
    appendEvents(events) {
      history.appendEvents(events);
      listen(0);
    },
  };
}
