import type { CrmEvent } from '../../shared/events.js';
import type { CrmClient } from '../api/client.js';
import { isForGood, openEventStream, pollEvents } from '../api/events.js';
import type { Happening, LiveState } from '../internal/context.js';
import { readServerEvents, type ServerEvent } from './read-server-events.js';

/** From the request to the first event: later, something in between keeps the answer back. */
const FIRST_MS = 10_000;
/** The service shows every 15 s that the connection lives. */
const SILENCE_MS = 40_000;
/** A tab nobody looks at lets go of its stream after that long. */
const HIDDEN_MS = 60_000;
const FAILURES_TO_POLL = 3;
const POLL_MS = 5_000;
/** Polls before the stream is tried again. */
const POLLS = 12;
const LONGEST_WAIT_MS = 30_000;

/**
 * Follows the events of a workspace for all its elements: over one stream, which goes on where it stopped; where none gets
 * through, by asking. Nothing runs while nobody listens, nor for long in a hidden tab.
 */
export class EventFeed {
  #abort: AbortController | null = null;
  #hidden: ReturnType<typeof setTimeout> | undefined;
  #lastId = '';
  #isRefused = false;

  constructor(
    private readonly client: CrmClient,
    private readonly live: LiveState,
  ) {}

  /** Begins or ends, as there are listeners. */
  update(): void {
    if (this.live.listeners.size === 0) this.#stop();
    else this.#start();
  }

  #start(): void {
    if (this.#abort || this.#isRefused) return;
    this.#abort = new AbortController();
    document.addEventListener('visibilitychange', this.#visibilityChanged);
    this.#visibilityChanged();
    void this.#run(this.#abort.signal);
  }

  #stop(): void {
    document.removeEventListener('visibilitychange', this.#visibilityChanged);
    this.#rest();
  }

  #rest(): void {
    clearTimeout(this.#hidden);
    this.#hidden = undefined;
    this.#abort?.abort();
    this.#abort = null;
    this.live.isOn = false;
  }

  readonly #visibilityChanged = (): void => {
    if (document.hidden) {
      this.#hidden ??= setTimeout(() => this.#rest(), HIDDEN_MS);
      return;
    }
    clearTimeout(this.#hidden);
    this.#hidden = undefined;
    this.update();
  };

  async #run(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted && !this.#isRefused) {
      const hasLived = await this.#stream(signal);
      if (signal.aborted) return;
      failures = hasLived ? 0 : failures + 1;
      if (failures < FAILURES_TO_POLL) await wait(backOff(failures), signal);
      else await this.#poll(signal);
    }
    if (!signal.aborted) this.#stop();
  }

  /** True when events came through before it ended. */
  async #stream(signal: AbortSignal): Promise<boolean> {
    const own = new AbortController();
    let isReady = false;
    let watch = setTimeout(() => own.abort(), FIRST_MS);
    const arrived = () => {
      if (!isReady) return;
      clearTimeout(watch);
      watch = setTimeout(() => own.abort(), SILENCE_MS);
    };
    try {
      const body = await openEventStream(this.client, this.#lastId, AbortSignal.any([signal, own.signal]));
      const got = (event: ServerEvent) => {
        if (event.name === 'ready') isReady = this.live.isOn = true;
        this.#take(event);
      };
      await readServerEvents(body, got, arrived);
    } catch (error) {
      this.#isRefused = isForGood(error);
    } finally {
      clearTimeout(watch);
      own.abort();
    }
    if (!signal.aborted && !isReady) this.live.isOn = false;
    return isReady;
  }

  #take({ id, name, data }: ServerEvent): void {
    const isFirst = this.#lastId === '';
    if (id) this.#lastId = id;
    if (name === 'ready') {
      if (isFirst) this.#tell('begun');
    } else if (name === 'reset') this.#tell('missed');
    else if (name !== 'end') this.#tell(JSON.parse(data) as CrmEvent);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (let turn = 0; turn < POLLS && !signal.aborted && !this.#isRefused; turn++) {
      try {
        const answer = await pollEvents(this.client, this.#lastId, signal);
        const isFirst = this.#lastId === '';
        this.#lastId = answer.last_event_id;
        this.live.isOn = true;
        failures = 0;
        if (isFirst) this.#tell('begun');
        if (answer.reset) this.#tell('missed');
        for (const event of answer.data) this.#tell(event);
      } catch (error) {
        if (signal.aborted) return;
        this.live.isOn = false;
        this.#isRefused = isForGood(error);
        failures++;
      }
      await wait(failures === 0 ? jitter(POLL_MS) : backOff(failures + 2), signal);
    }
  }

  #tell(what: Happening): void {
    for (const listener of [...this.live.listeners]) listener(what);
  }
}

/** Pages that lost their stream together must not come back together. */
const jitter = (ms: number): number => ms * (0.5 + Math.random());

const backOff = (failures: number): number =>
  jitter(failures === 0 ? 500 : Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** failures));

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
