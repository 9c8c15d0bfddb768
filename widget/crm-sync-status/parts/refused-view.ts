import { html, nothing, type TemplateResult } from 'lit';
import type { FailedPush } from '../../../shared/push.js';
import type { SyncStatus } from '../../../shared/run.js';
import { ApiError } from '../../api/client.js';
import { listFailedPushes, retryFailedPush, retryFailedPushes } from '../../api/dead-letters.js';
import { PagedList } from '../../controllers/paged-list.js';
import type { ActsHost, ActView, ActWords, Drawn } from './acts.js';
import type { Speech } from './reading.js';
import { refusal } from './refusal-words.js';

const PAGE = 50;
/** It is somebody else's doing, or its newer self's: the list is out of date. */
const GONE = ['dead_letter_not_found', 'dead_letter_superseded'];

/** What did not get to the CRM, why, and another try of one or all. */
export class RefusedView implements ActView {
  isListed = false;
  /** How many there were when the list was read. */
  #listed = 0;
  readonly #list: PagedList<FailedPush>;

  constructor(
    private readonly host: ActsHost,
    private readonly words: ActWords,
    private readonly place: string,
    private readonly status: Pick<SyncStatus, 'connection_id' | 'provider'>,
  ) {
    const { provider } = status;
    this.#list = new PagedList(host.element, (cursor) =>
      listFailedPushes(host.client(), { provider, cursor, limit: PAGE }),
    );
  }

  toggleList(): void {
    this.isListed = !this.isListed;
    this.#listed = 0;
    this.host.element.requestUpdate();
  }

  async retryAll(speech: Speech): Promise<void> {
    const { retried } = await retryFailedPushes(this.host.client(), this.status.provider);
    await this.#tell(retried, speech);
  }

  draw(status: SyncStatus, speech: Speech): Drawn {
    if (!this.isListed) return {};
    const { words } = this;
    // Others are refused by now than those that were read.
    if (this.#listed !== status.pushes.failed) {
      this.#listed = status.pushes.failed;
      queueMicrotask(() => this.#list.restart());
    }
    const crm = status.provider_label;
    return {
      below: this.#list.draw(words, {
        label: words.text('refused_list', { crm }),
        none: words.text('refused_none', { crm }),
        item: (push) => this.#drawPush(push, crm, speech),
      }),
    };
  }

  #drawPush(push: FailedPush, crm: string, speech: Speech): TemplateResult {
    const { words, host } = this;
    const name = push.title ?? push.contact_name ?? push.local_id;
    const kind = speech.say(`one_${push.object}`);
    return html`<li class="row-line">
      <span class="grow">
        <bdi>${name}</bdi>${push.title === kind ? nothing : html` <span class="kind">${kind}</span>`}
        <span class="detail">${refusal(push, crm, words, speech)}</span>
      </span>
      ${
        host.can('push')
          ? html`<button
              class="btn small"
              part="button"
              type="button"
              aria-label=${words.text('refused_retry_one', { name })}
              aria-disabled=${host.isBusy(push.connection_id)}
              @click=${() => this.#retry(push, speech)}
            >
              ${words.text('list_retry')}
            </button>`
          : nothing
      }
    </li>`;
  }

  #retry(push: FailedPush, speech: Speech): void {
    void this.host.attempt(push.connection_id, async () => {
      try {
        await retryFailedPush(this.host.client(), push.push_id);
      } catch (error) {
        if (!(error instanceof ApiError) || !GONE.includes(error.code ?? '')) throw error;
      }
      // The button that was pressed goes with its line.
      this.host.focus(`[data-place="${CSS.escape(this.place)}"] .list`);
      await this.#tell(1, speech);
    });
  }

  async #tell(count: number, speech: Speech): Promise<void> {
    const { host, words } = this;
    this.#listed = 0;
    await host.reload();
    const word = count === 1 ? 'refused_again_1' : 'refused_again';
    host.tell(this.status.connection_id, 'good', words.text(word, { count: speech.number(count) }));
  }
}
