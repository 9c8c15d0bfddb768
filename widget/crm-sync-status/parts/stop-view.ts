import { html } from 'lit';
import type { SyncStatus } from '../../../shared/run.js';
import { cancelRun } from '../../api/sync.js';
import { spinner } from '../../internal/icons.js';
import type { ActsHost, ActView, ActWords, Drawn } from './acts.js';
import { drawAsk } from './draw-ask.js';

/** Asks whether to stop a copy of the history. */
export class StopView implements ActView {
  constructor(
    private readonly host: ActsHost,
    private readonly words: ActWords,
    private readonly place: string,
    private readonly close: () => void,
  ) {}

  draw(status: SyncStatus): Drawn {
    const { words, host } = this;
    const isBusy = host.isBusy(status.connection_id);
    const ask = { id: this.place, title: words.text('stop_title'), note: words.text('stop_note') };
    return {
      instead: drawAsk(
        ask,
        html`<button
            class="btn"
            part="button"
            type="button"
            aria-disabled=${isBusy}
            @click=${() => this.#stop(status)}
          >
            ${isBusy ? spinner : ''}${words.text('stop')}
          </button>
          <button class="btn quiet" part="button" type="button" @click=${this.close}>
            ${words.text('carry_on')}
          </button>`,
        this.close,
      ),
    };
  }

  #stop({ connection_id: id, current_run: run }: SyncStatus): void {
    void this.host.attempt(id, async () => {
      if (run) await cancelRun(this.host.client(), run.id);
      await this.host.reload();
      this.close();
    });
  }
}
