import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MappingPreview, PreviewRow } from '../../shared/mapping.js';
import type { PreviewMappingBody } from '../../shared/routes/mappings.js';
import type { CrmClient } from '../api/client.js';
import { tryMapping } from '../api/mappings.js';

export interface PreviewOf {
  client: CrmClient;
  body: PreviewMappingBody;
}

const DELAY_MS = 200;

/** What the rows make of the newest record: asked again a moment after each edit, dropping the answer under way. */
export class PreviewController implements ReactiveController {
  /** The record the examples are from; null while there is none. */
  record: MappingPreview['record'] = null;
  /** By field of ours. */
  rows: ReadonlyMap<string, PreviewRow> = new Map();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | null = null;

  /** @param of what to try now; null when there is nothing to. */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly of: () => PreviewOf | null,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop();
  }

  plan(delayMs = DELAY_MS): void {
    this.#stop();
    this.#timer = setTimeout(() => void this.#run(), delayMs);
  }

  clear(): void {
    this.#stop();
    this.#put({ record: null, rows: [] });
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  #put({ record, rows }: MappingPreview): void {
    this.record = record;
    this.rows = new Map(rows.map((row) => [row.field, row]));
    this.host.requestUpdate();
  }

  async #run(): Promise<void> {
    const of = this.of();
    if (!of) return;
    const abort = new AbortController();
    this.#abort = abort;
    // An example is a help, not the work: without one the rows stand alone.
    const preview = await tryMapping(of.client, of.body, abort.signal).catch(() => ({
      record: null,
      rows: [],
    }));
    if (!abort.signal.aborted) this.#put(preview);
  }
}
