import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ObjectName } from '../../shared/records.js';
import type { CrmClient } from '../api/client.js';
import { dryRunMapping } from '../api/mappings.js';
import type { Rows } from './state/edits.js';
import { addUp, type Trial } from './state/trial.js';

/** Longer than between two edits of one thought. */
const DELAY_MS = 600;

/** The rows of one object that are not saved. */
export interface Unsaved {
  object: ObjectName;
  rows: Rows;
}

export interface DryRunOf {
  client: CrmClient;
  provider: string;
  unsaved: readonly Unsaved[];
}

/** Where trying the rows of one object stands. `trial` is all there is so far. */
export interface DryRunState {
  is: 'waiting' | 'trying' | 'tried' | 'failed';
  rows: Rows;
  trial: Trial | null;
}

/**
 * Tries what is not saved on the records the service holds: a moment after the last edit, page by page, one object after
 * the other. Rows that change meanwhile are tried anew; what was on its way is dropped.
 */
export class DryRunController implements ReactiveController {
  readonly #states = new Map<ObjectName, DryRunState>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  /** @param of what to try; null while there is nothing to, or a save is under way. */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly of: () => DryRunOf | null,
    /** Called when all of an object was tried. */
    private readonly done: (object: ObjectName, state: DryRunState) => void,
  ) {
    host.addController(this);
  }

  state(object: ObjectName): DryRunState | undefined {
    return this.#states.get(object);
  }

  hostDisconnected(): void {
    this.#stop();
    this.#states.clear();
  }

  hostUpdated(): void {
    const of = this.of();
    if (!of) return;
    for (const object of this.#states.keys()) {
      if (!of.unsaved.some((each) => each.object === object)) this.#states.delete(object);
    }
    const fresh = of.unsaved.filter(({ object, rows }) => this.#states.get(object)?.rows !== rows);
    if (!of.unsaved.length) this.#stop();
    if (!fresh.length) return;
    for (const { object, rows } of fresh) this.#put(object, { is: 'waiting', rows, trial: null });
    this.#stop();
    this.#timer = setTimeout(() => void this.#run(), DELAY_MS);
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  #put(object: ObjectName, state: DryRunState): void {
    this.#states.set(object, state);
    this.host.requestUpdate();
  }

  async #run(): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    for (const [object, { is, rows }] of [...this.#states]) {
      if (is !== 'tried' && !abort.signal.aborted) await this.#try(object, rows, abort.signal);
    }
  }

  async #try(object: ObjectName, rows: Rows, signal: AbortSignal): Promise<void> {
    const of = this.of();
    if (!of) return;
    let trial: Trial | null = null;
    try {
      do {
        this.#put(object, { is: 'trying', rows, trial });
        const after = trial?.next;
        const body = { provider: of.provider, object, rows: [...rows], ...(after && { after }) };
        trial = addUp(trial, await dryRunMapping(of.client, body, signal));
        if (signal.aborted) return;
      } while (trial.next !== null);
    } catch {
      if (!signal.aborted) this.#put(object, { is: 'failed', rows, trial: null });
      return;
    }
    const state: DryRunState = { is: 'tried', rows, trial };
    this.#put(object, state);
    this.done(object, state);
  }
}
