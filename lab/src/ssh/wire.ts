/** What faults do to a VM's SSH connections. Counts are of answers still to be spoiled. */
export interface Wire {
  /** Accepts connections and keeps them, but says nothing. */
  hung: boolean;
  slowMs: number;
  garbageAnswers: number;
  floodAnswers: number;
  cutAnswers: number;
  password: string;
}

export const newWire = (password: string): Wire => ({
  hung: false,
  slowMs: 0,
  garbageAnswers: 0,
  floodAnswers: 0,
  cutAnswers: 0,
  password,
});

const FLOOD_BYTES = 1_600_000;
const GARBAGE_BYTES = 4096;

/** What really goes over the wire in place of an answer: bytes, and whether the connection ends in the middle of it. */
export function spoil(wire: Wire, answer: string): { data: string | Buffer; cut: boolean } {
  if (wire.garbageAnswers > 0) {
    wire.garbageAnswers--;
    // A fixed sequence: noise need not surprise, and a run can be repeated.
    const noise = Buffer.from(Array.from({ length: GARBAGE_BYTES }, (_, index) => (index * 167 + (index >> 3) * 31) & 255));
    return { data: noise, cut: false };
  }
  if (wire.floodAnswers > 0) {
    wire.floodAnswers--;
    return { data: 'flood '.repeat(Math.ceil(FLOOD_BYTES / 6)), cut: false };
  }
  if (wire.cutAnswers > 0) {
    wire.cutAnswers--;
    return { data: answer.slice(0, Math.floor(answer.length / 2)), cut: true };
  }
  return { data: answer, cut: false };
}
