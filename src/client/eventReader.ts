/** One server-sent event: its name and its data as text. */
export interface TextEvent {
  readonly name: string;
  readonly data: string;
}

/**
 * Reads server-sent events from a stream of bytes that is cut anywhere, inside a letter too. Comments are left out.
 */
export class EventReader {
  private readonly decoder = new TextDecoder();
  private rest = '';

  /** The events that are whole with this piece. */
  read(piece: Uint8Array): TextEvent[] {
    const blocks = (this.rest + this.decoder.decode(piece, { stream: true })).split('\n\n');
    this.rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const fields = block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trimStart()]);
      const valuesOf = (field: string): string[] => fields.flatMap(([key, value = '']) => (key === field ? [value] : []));
      const [name] = valuesOf('event');
      return name === undefined ? [] : [{ name, data: valuesOf('data').join('\n') }];
    });
  }
}
