import { html, nothing, type TemplateResult } from 'lit';
import type { ObjectProgress, SyncLog, SyncRun } from '../../../shared/run.js';
import { listLogs, readRun } from '../../api/sync.js';
import { PagedList } from '../../controllers/paged-list.js';
import type { ActsHost, ActWords } from './acts.js';
import { drawSign, entryDetail, entryWords } from './log-words.js';
import type { Speech } from './reading.js';

const PAGE = 20;

/** One run, opened: who asked, how long it took, what came of each object, and what was wrong with single records. */
export class RunView {
  #run: SyncRun | null = null;
  #hasFailed = false;
  readonly #problems: PagedList<SyncLog>;

  constructor(
    private readonly host: ActsHost,
    private readonly words: ActWords,
    private readonly of: { runId: string; provider: string },
  ) {
    this.#problems = new PagedList(host.element, (cursor) =>
      listLogs(host.client(), {
        ...{ provider: of.provider, run_id: of.runId, cursor, min_level: 'warn', limit: PAGE },
      }),
    );
  }

  load(): void {
    void this.#problems.restart();
    readRun(this.host.client(), this.of.runId)
      .then((run) => {
        this.#run = run;
      })
      .catch(() => {
        // A run that saw nothing is forgotten after an hour.
        this.#hasFailed = true;
      })
      .finally(() => this.host.element.requestUpdate());
  }

  draw(crm: string, speech: Speech): TemplateResult {
    const { words } = this;
    const run = this.#run;
    return html`<div class="run">
      ${run ? this.#drawRun(run, speech) : this.#hasFailed ? html`<p>${words.text('run_gone')}</p>` : nothing}
      ${this.#problems.draw(words, {
        isInner: true,
        label: words.text('run_problems'),
        none: words.text('run_fine'),
        item: (entry) => html`<li class="row-line">
          ${drawSign(entry, words)}<span class="grow"
            >${entryWords(entry, crm, words, speech)}${entryDetail(entry, speech)}</span
          >
        </li>`,
      })}
      <p class="code" dir="ltr">${speech.say('run', { id: this.of.runId, time: run ? speech.exact(run.queued_at) : '' })}</p>
    </div>`;
  }

  #drawRun(run: SyncRun, speech: Speech): TemplateResult {
    const { words } = this;
    return html`<p>${[askedBy(run, words), howLong(run, words, speech)].join(' ')}</p>
      ${run.error ? html`<p>${run.error.message}</p>` : nothing}
      <ul>
        ${run.objects.map((one) => html`<li>${this.#count(one, speech)}</li>`)}
      </ul>`;
  }

  #count({ object, done, created, updated, failed }: ObjectProgress, { say, number }: Speech): string {
    const { words } = this;
    return words.text('run_object', {
      ...{ object: say(`object_${object}`), done: number(done) },
      ...{ created: number(created), updated: number(updated) },
      refused: failed > 0 ? words.text('run_refused', { count: number(failed) }) : '',
    });
  }
}

function askedBy({ requested_by: person }: SyncRun, words: ActWords): string {
  return person ? words.text('run_by', { person }) : words.text('run_by_itself');
}

function howLong(
  { started_at, finished_at, state }: SyncRun,
  words: ActWords,
  { number, duration }: Speech,
): string {
  if (!started_at) return words.text(state === 'queued' ? 'run_queued' : 'run_stopped');
  if (!finished_at) return words.text('run_under_way');
  const seconds = (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
  const time = seconds < 60 ? `${number(Math.max(1, Math.round(seconds)))} s` : duration(seconds);
  return words.text(state === 'cancelled' ? 'run_stopped_after' : 'run_took', { time });
}
