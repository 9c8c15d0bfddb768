import { html, nothing, type TemplateResult } from 'lit';
import type { CrmRecord } from '../../../shared/records.js';
import type { HeldDeletion, SyncStatus } from '../../../shared/run.js';
import { ApiError } from '../../api/client.js';
import { decideHeldDeletion, listHeldRecords } from '../../api/held-deletions.js';
import { PagedList } from '../../controllers/paged-list.js';
import { externalIcon, spinner, warningIcon } from '../../internal/icons.js';
import type { ActsHost, ActView, ActWords, Drawn } from './acts.js';
import { drawAsk } from './draw-ask.js';
import type { Speech } from './reading.js';
import { recordDetail, recordName, recordPage } from './record-words.js';

const PAGE = 50;

/** Deletions held back: the records, and the number that must be typed before they are deleted. */
export class HeldView implements ActView {
  isAsking = false;
  isListed = false;
  #typed = '';
  #isWrong = false;
  /** How many there were when the list was read. */
  #listed = 0;
  readonly #list: PagedList<CrmRecord>;

  constructor(
    private readonly host: ActsHost,
    private readonly words: ActWords,
    private readonly place: string,
    private readonly heldId: string,
  ) {
    this.#list = new PagedList(host.element, (cursor) =>
      listHeldRecords(host.client(), heldId, { cursor, limit: PAGE }),
    );
  }

  toggleList(): void {
    this.isListed = !this.isListed;
    this.#listed = 0;
    this.host.element.requestUpdate();
  }

  ask(isAsking: boolean): void {
    this.isAsking = isAsking;
    this.#typed = '';
    this.#isWrong = false;
    this.host.element.requestUpdate();
  }

  /** Keeps or deletes all, as many as were shown. */
  async decide(held: HeldDeletion, decision: 'keep' | 'delete', speech: Speech): Promise<void> {
    const { host, words } = this;
    const { connection_id: id, count } = held;
    try {
      await decideHeldDeletion(host.client(), this.heldId, { decision, count });
      await host.reload();
      host.tell(id, 'good', words.text(`done_${decision}`, this.#params(held, speech)));
    } catch (error) {
      const code = error instanceof ApiError ? error.code : null;
      const isOver = code === 'held_deletion_decided' || code === 'held_deletion_not_found';
      if (code !== 'held_deletion_changed' && !isOver) throw error;
      this.ask(false);
      await host.reload();
      host.tell(id, 'bad', words.text(isOver ? 'held_decided' : 'held_changed'));
    }
  }

  draw(status: SyncStatus, speech: Speech): Drawn {
    const held = status.held_deletions.find(({ id }) => id === this.heldId);
    if (!held) return {};
    return {
      ...(this.isAsking ? { instead: this.#drawQuestion(held, speech) } : {}),
      ...(this.isListed ? { below: this.#drawList(held, status, speech) } : {}),
    };
  }

  #params({ object, count }: HeldDeletion, speech: Speech): Record<string, string | number> {
    const objects = speech.say(count === 1 ? `one_${object}` : `object_${object}`).toLocaleLowerCase();
    return { object, objects, n: count, count: speech.number(count), app: speech.app };
  }

  #drawList(held: HeldDeletion, { provider_label: crm }: SyncStatus, speech: Speech): TemplateResult {
    const { words, host } = this;
    // Others are held by now than those that were read.
    if (this.#listed !== held.count) {
      this.#listed = held.count;
      queueMicrotask(() => this.#list.restart());
    }
    return this.#list.draw(words, {
      label: words.text('held_list', this.#params(held, speech)),
      none: words.text('held_none'),
      item: (record) => drawRecord(record, crm, host.tag(), words),
    });
  }

  #drawQuestion(held: HeldDeletion, speech: Speech): TemplateResult {
    const { words, host, place } = this;
    const params = this.#params(held, speech);
    const isBusy = host.isBusy(held.connection_id);
    const error = `wrong-${place}`;
    const ask = { id: place, title: words.text('delete_title', params), note: words.text('delete_note') };
    const close = () => {
      this.ask(false);
      host.focus(`[data-place="${CSS.escape(place)}"] [data-does="delete"]`);
    };
    const field = html`<div>
      <label class="label" for=${`typed-${place}`}>${words.text('delete_type', params)}</label>
      <input
        class="input"
        part="input"
        id=${`typed-${place}`}
        inputmode="numeric"
        autocomplete="off"
        aria-invalid=${this.#isWrong}
        aria-describedby=${this.#isWrong ? error : nothing}
        .value=${this.#typed}
        @input=${(event: InputEvent) => {
          this.#typed = (event.target as HTMLInputElement).value;
        }}
      />
      ${
        this.#isWrong
          ? html`<p class="error" part="error" id=${error}>${warningIcon}<span>${words.text('delete_wrong', params)}</span></p>`
          : nothing
      }
    </div>`;
    const buttons = html`<button class="btn danger" part="button button-primary" aria-disabled=${isBusy}>
        ${isBusy ? spinner : nothing}${words.text('delete_do', params)}
      </button>
      <button class="btn quiet" part="button" type="button" @click=${close}>${words.text('cancel')}</button>`;
    return html`<form novalidate @submit=${(event: SubmitEvent) => this.#submit(event, held, speech)}>
      ${drawAsk(ask, buttons, close, field)}
    </form>`;
  }

  #submit(event: SubmitEvent, held: HeldDeletion, speech: Speech): void {
    event.preventDefault();
    // People type 2140, 2,140 or 2.140.
    this.#isWrong = this.#typed.replace(/\D/g, '') !== String(held.count);
    if (this.#isWrong) (event.target as HTMLElement).querySelector('input')?.focus();
    else
      void this.host.attempt(held.connection_id, async () => {
        await this.decide(held, 'delete', speech);
      });
    this.host.element.requestUpdate();
  }
}

function drawRecord(record: CrmRecord, crm: string, tag: string, words: ActWords): TemplateResult {
  const name = recordName(record);
  const detail = recordDetail(record, tag);
  const page = recordPage(record);
  const shown = html`<bdi>${name}</bdi>`;
  return html`<li>
    ${
      page
        ? html`<a class="link" href=${page} target="_blank" rel="noopener" title=${words.text('open_in', { crm })}
            >${shown}</a
          >${externalIcon}`
        : html`<span>${shown}</span>`
    }
    ${detail && detail !== name ? html`<span class="detail"><bdi>${detail}</bdi></span>` : nothing}
  </li>`;
}
