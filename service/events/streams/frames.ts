import type { StreamSignals } from '../../../shared/routes/events.js';
import { presentEvent } from '../present-event.js';
import type { EventPlace, EventRow } from '../read-events.js';
import { orderOf, writeEventId } from './event-id.js';

/** Bytes of one event on a stream; made once, however many streams get it. */
export interface Frame {
  order: string;
  bytes: Buffer;
}

export const BEAT = Buffer.from(': still here\n\n');

export function frameOf(row: EventRow): Frame {
  const event = presentEvent(row);
  const id = writeEventId(row, row.occurred_at);
  return { order: orderOf(row), bytes: write(row.type, event, id) };
}

export function signal<S extends 'reset' | 'ready'>(
  name: S,
  data: StreamSignals[S],
  place: EventPlace,
  now: Date,
): Buffer {
  return write(name, data, writeEventId(place, now));
}

export function endSignal(data: StreamSignals['end']): Buffer {
  return write('end', data);
}

function write(name: string, data: unknown, id?: string): Buffer {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`${head}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}
