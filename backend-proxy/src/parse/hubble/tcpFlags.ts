/** The order in which flags are told: those that open and close first. */
export const TCP_FLAGS = ['SYN', 'ACK', 'FIN', 'RST', 'PSH', 'URG', 'ECE', 'CWR', 'NS'] as const;
/** Their numbers in flow.proto. */
const NUMBER = { FIN: 1, SYN: 2, RST: 3, PSH: 4, ACK: 5, URG: 6, ECE: 7, CWR: 8, NS: 9 };

const BY_MASK: readonly (readonly string[])[] = Array.from({ length: 2 ** TCP_FLAGS.length }, (_, half) =>
  TCP_FLAGS.filter((flag) => half & (1 << (NUMBER[flag] - 1))),
);

/** The names of flags, of which bit n of the mask says whether the one with number n is set. One list for each mask. */
export const tcpFlagsOf = (mask: number): readonly string[] => BY_MASK[(mask >> 1) & (BY_MASK.length - 1)] ?? [];

/** The same list for flags that are told apart by name. */
export function tcpFlagsWhere(isSet: (flag: string) => boolean): readonly string[] {
  let mask = 0;
  for (const flag of TCP_FLAGS) if (isSet(flag)) mask |= 1 << NUMBER[flag];
  return tcpFlagsOf(mask);
}
