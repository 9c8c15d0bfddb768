/** One event of a stream. */
export interface ServerEvent {
  /** Empty for one without. */
  id: string;
  name: string;
  data: string;
}

/**
 * Reads a `text/event-stream` to its end.
 *
 * @param arrived called for every piece, so also for comments: the connection lives.
 */
export async function readServerEvents(
  body: ReadableStream<Uint8Array>,
  got: (event: ServerEvent) => void,
  arrived: () => void,
): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    arrived();
    const blocks = (rest + decoder.decode(value, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parse(block);
      if (event.data) got(event);
    }
  }
}

function parse(block: string): ServerEvent {
  const event: ServerEvent = { id: '', name: 'message', data: '' };
  for (const line of block.split(/\r?\n/)) {
    const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (field === 'id') event.id = value;
    else if (field === 'event') event.name = value;
    else if (field === 'data') event.data += event.data ? `\n${value}` : value;
  }
  return event;
}
