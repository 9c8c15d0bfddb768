import type { ServerResponse } from 'node:http';
import type { StreamSignals } from '../../../shared/routes/events.js';
import type { CatchUp } from './catch-up.js';
import { orderOf } from './event-id.js';
import { BEAT, endSignal, type Frame, frameOf, signal } from './frames.js';

/** A reader that has so much on its way to it does not read. */
const MOST_WAITING_BYTES = 256 * 1024;
/** Events that may happen while it is told what it missed. */
const MOST_PENDING = 1_000;
/** How long a browser waits before it connects again, when it is not told otherwise. */
const HEAD = Buffer.from('retry: 2000\n\n');

/** Whom a stream is for. */
export interface Reader {
  keyId: string;
  /** Whether many may hold the key: then its streams are not counted by it. */
  isShared: boolean;
  workspaceId: string;
  expiresAt: Date | null;
}

/** One open answer. It holds no timer and asks nothing: whoever keeps the streams does, for all of them. */
export class EventStream {
  /** Events that came while it was told what it missed; null from then on. */
  #pending: Frame[] | null = [];
  /** Place of the last event it was given. */
  #order = '';
  #wasBehind = false;

  constructor(
    private readonly response: ServerResponse,
    readonly reader: Reader,
  ) {}

  /** Begins the answer with what was missed. */
  begin({ events, place, reset }: CatchUp, now: Date): void {
    const { response, reader } = this;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      // For nginx, which else keeps events until a buffer is full.
      'X-Accel-Buffering': 'no',
      // When it ends, nothing else is to come: a kept connection would hold up the end of the process.
      Connection: 'close',
    });
    response.write(HEAD);
    if (reset !== null) response.write(signal('reset', { reason: reset }, place, now));
    for (const row of events) response.write(frameOf(row).bytes);
    const expires_at = reader.expiresAt?.toISOString() ?? null;
    response.write(signal('ready', { expires_at }, place, now));
    this.#order = orderOf(place);
    const pending = this.#pending ?? [];
    this.#pending = null;
    this.give(pending);
  }

  /** Sends events, oldest first, but those it had already. */
  give(frames: readonly Frame[]): void {
    if (this.#pending) {
      this.#pending.push(...frames);
      if (this.#pending.length > MOST_PENDING) this.drop();
      return;
    }
    const fresh = frames.filter(({ order }) => order > this.#order);
    const last = fresh.at(-1);
    if (!last) return;
    this.#order = last.order;
    if (this.response.writableLength > MOST_WAITING_BYTES) this.drop();
    else for (const { bytes } of fresh) this.response.write(bytes);
  }

  /** Shows that the connection lives. Who has not read since the beat before is gone. */
  beat(): void {
    if (this.#pending) return;
    const isBehind = this.response.writableLength > 0;
    if (isBehind && this.#wasBehind) this.drop();
    else this.response.write(BEAT);
    this.#wasBehind = isBehind;
  }

  /** Says why, and ends. */
  end(reason: StreamSignals['end']['reason']): void {
    if (this.#pending || this.response.writableLength > 0) this.drop();
    else this.response.end(endSignal({ reason }));
  }

  /** Lets go of a reader that does not read: it comes back with the id of the last event that reached it. */
  drop(): void {
    this.response.destroy();
  }
}
