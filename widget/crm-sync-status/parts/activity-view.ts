import { html, type TemplateResult } from 'lit';
import type { SyncLog, SyncStatus } from '../../../shared/run.js';
import { listLogs } from '../../api/sync.js';
import { PagedList } from '../../controllers/paged-list.js';
import { chevronRightIcon } from '../../internal/icons.js';
import type { ActsHost, ActView, ActWords, Drawn } from './acts.js';
import { drawSign, entryDetail, entryTime, entryWords } from './log-words.js';
import type { Speech } from './reading.js';
import { RunView } from './run-view.js';

const PAGE = 50;
const FILTERS = { all: 'info', problems: 'warn' } as const;
type Filter = keyof typeof FILTERS;

/** What the syncs of a connection did, newest first; a line of a run opens the run. */
export class ActivityView implements ActView {
  #isOpen = false;
  #filter: Filter = 'all';
  /** Of the run that had ended when the list was read. */
  #newestRun: string | null = null;
  /** Runs that were opened, by the line they stand under. */
  readonly #runs = new Map<string, RunView>();
  readonly #list: PagedList<SyncLog>;

  constructor(
    private readonly host: ActsHost,
    private readonly words: ActWords,
    private readonly provider: string,
  ) {
    this.#list = new PagedList(host.element, (cursor) =>
      listLogs(host.client(), { provider, cursor, min_level: FILTERS[this.#filter], limit: PAGE }),
    );
  }

  toggle(status: SyncStatus): void {
    this.#isOpen = !this.#isOpen;
    if (this.#isOpen) this.#restart(status);
    this.host.element.requestUpdate();
  }

  draw(status: SyncStatus, speech: Speech): Drawn {
    if (!this.#isOpen) return {};
    // Somebody who reads a run must not lose it to a newer one.
    if (this.#runs.size === 0 && status.last_run && status.last_run.id !== this.#newestRun)
      queueMicrotask(() => this.#restart(status));
    const { words } = this;
    const crm = status.provider_label;
    return {
      below: html`<div class="filters" role="group" aria-label=${words.text('activity_filter')}>
          ${(Object.keys(FILTERS) as Filter[]).map((one) => this.#drawFilter(one, status))}
        </div>
        ${this.#list.draw(words, {
          label: words.text('activity_list', { crm }),
          none: words.text(this.#filter === 'all' ? 'activity_none' : 'activity_fine'),
          item: (entry) => this.#drawEntry(entry, crm, speech),
        })}`,
    };
  }

  #restart(status: SyncStatus): void {
    this.#newestRun = status.last_run?.id ?? null;
    this.#runs.clear();
    void this.#list.restart();
  }

  #drawFilter(filter: Filter, status: SyncStatus): TemplateResult {
    return html`<button
      class="btn small quiet"
      part="button"
      type="button"
      aria-pressed=${filter === this.#filter ? 'true' : 'false'}
      @click=${() => {
        this.#filter = filter;
        this.#restart(status);
      }}
    >
      ${this.words.text(`activity_${filter}`)}
    </button>`;
  }

  #drawEntry(entry: SyncLog, crm: string, speech: Speech): TemplateResult {
    const { words } = this;
    const run = this.#runs.get(entry.id);
    const line = html`${drawSign(entry, words)}
      <span class="grow"
        >${entryWords(entry, crm, words, speech)}${entryDetail(entry, speech)}</span
      >
      <time class="when" datetime=${entry.at} title=${speech.exact(entry.at)}>${entryTime(entry, speech)}</time>`;
    if (!entry.run_id) return html`<li class="row-line">${line}</li>`;
    return html`<li>
      <button
        class="row-line entry"
        type="button"
        aria-expanded=${run ? 'true' : 'false'}
        @click=${() => this.#toggleRun(entry)}
      >
        ${line}${chevronRightIcon}
      </button>
      ${run?.draw(crm, speech)}
    </li>`;
  }

  #toggleRun({ id, run_id }: SyncLog): void {
    this.host.element.requestUpdate();
    if (!run_id || this.#runs.delete(id)) return;
    const run = new RunView(this.host, this.words, { runId: run_id, provider: this.provider });
    this.#runs.set(id, run);
    run.load();
  }
}
