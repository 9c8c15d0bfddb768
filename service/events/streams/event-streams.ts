import type { ServerResponse } from 'node:http';
import type { Clock } from '../../clock.js';
import { ServiceError } from '../../errors.js';
import type { Log } from '../../log.js';
import type { Metrics } from '../../observe/metrics.js';
import { ApiKey } from '../../store/models/index.js';
import type { Store } from '../../store/store.js';
import { type Follower, followEvents } from '../follow-events.js';
import type { EventRow } from '../read-events.js';
import { catchUp } from './catch-up.js';
import { EventStream, type Reader } from './event-stream.js';
import { type Frame, frameOf } from './frames.js';
import { Seats } from './seats.js';

const TICK_MS = 1_000;
/** Ticks between two beats of a stream; the streams take turns. */
const BEAT_TICKS = 15;
/** Ticks between two looks for keys that were revoked. */
const KEYS_TICKS = 3;

export interface StreamContext {
  store: Store;
  log: Log;
  clock: Clock;
  metrics: Metrics;
}

/**
 * All open event streams of this process: one follower of the log and one timer, however many they are. Costs nothing
 * until the first one is opened.
 */
export class EventStreams {
  readonly #byWorkspace = new Map<string, Set<EventStream>>();
  readonly #seats: Seats;
  #follower: Follower | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ticks = 0;
  #isStopped = false;

  constructor(
    private readonly context: StreamContext,
    limits?: ConstructorParameters<typeof Seats>[0],
  ) {
    this.#seats = new Seats(limits);
  }

  /**
   * Answers with a stream that goes on behind an id.
   *
   * @throws ServiceError `too_many_streams`, `shutting_down`.
   */
  async open(response: ServerResponse, reader: Reader, lastId: string | undefined): Promise<void> {
    if (this.#isStopped) throw new ServiceError('shutting_down', { retryAfterS: 1 });
    this.#seats.take(reader);
    const stream = new EventStream(response, reader);
    this.#add(stream);
    const leave = () => this.#remove(stream);
    try {
      await this.#follow().isFollowing;
      const missed = await catchUp(this.context.store, reader.workspaceId, lastId, this.context.clock.now());
      if (this.#isStopped) throw new ServiceError('shutting_down', { retryAfterS: 1 });
      // Gone while the log was read: it would never tell us.
      if (response.destroyed || response.closed) return leave();
      response.once('close', leave);
      stream.begin(missed, this.context.clock.now());
    } catch (error) {
      leave();
      throw error;
    }
  }

  /** Ends every stream at once, so that its reader connects to another process. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearInterval(this.#timer);
    for (const stream of this.#all()) stream.end('service_stops');
    await this.#follower?.stop();
  }

  #follow(): Follower {
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    const { store, log } = this.context;
    this.#follower ??= followEvents(store, log, (rows) => this.#give(rows));
    return this.#follower;
  }

  #give(rows: readonly EventRow[]): void {
    const frames = new Map<string, Frame[]>();
    for (const row of rows) {
      const key = row.workspace_key;
      if (key === null || !this.#byWorkspace.has(key)) continue;
      const known = frames.get(key);
      if (known) known.push(frameOf(row));
      else frames.set(key, [frameOf(row)]);
    }
    for (const [key, some] of frames)
      for (const stream of this.#byWorkspace.get(key) ?? []) stream.give(some);
  }

  #tick(): void {
    this.#ticks++;
    const now = this.context.clock.now();
    let turn = 0;
    for (const stream of this.#all()) {
      const { expiresAt } = stream.reader;
      if (expiresAt && expiresAt <= now) stream.end('key_expired');
      else if (turn++ % BEAT_TICKS === this.#ticks % BEAT_TICKS) stream.beat();
    }
    if (this.#ticks % KEYS_TICKS === 0) void this.#endRevoked();
  }

  /** One query for all keys in use. */
  async #endRevoked(): Promise<void> {
    const used = this.#seats.keyIds();
    if (used.length === 0) return;
    try {
      const rows = await ApiKey.findAll({
        attributes: ['id'],
        where: { id: used, revokedAt: null },
        raw: true,
      });
      const good = new Set(rows.map(({ id }) => id));
      const asked = new Set(used);
      for (const stream of this.#all()) {
        const { keyId } = stream.reader;
        if (asked.has(keyId) && !good.has(keyId)) stream.end('key_revoked');
      }
    } catch (error) {
      this.context.log.warn({ err: error }, 'the keys of open streams could not be looked at');
    }
  }

  *#all(): Iterable<EventStream> {
    for (const streams of this.#byWorkspace.values()) yield* streams;
  }

  #add(stream: EventStream): void {
    const { workspaceId } = stream.reader;
    const streams = this.#byWorkspace.get(workspaceId) ?? new Set();
    this.#byWorkspace.set(workspaceId, streams.add(stream));
    this.context.metrics.eventStreams.set(this.#seats.taken);
  }

  #remove(stream: EventStream): void {
    const { workspaceId } = stream.reader;
    const streams = this.#byWorkspace.get(workspaceId);
    if (!streams?.delete(stream)) return;
    if (streams.size === 0) this.#byWorkspace.delete(workspaceId);
    this.#seats.leave(stream.reader);
    this.context.metrics.eventStreams.set(this.#seats.taken);
  }
}
