import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { Connection } from '../../../shared/connection.js';
import { spinner, warningIcon } from '../../internal/icons.js';
import { isolate, providerTile } from '../../internal/parts.js';
import { type ActKey, type ActWords, listCounts } from './act-words.js';

type Choice = 'keep' | 'delete';

export interface DisconnectActions {
  /** Rejects when the service did not do it. */
  disconnect: (data: Choice) => Promise<void>;
  back: () => void;
}

/** Asks whether to disconnect, and what happens to what was copied; deleting takes the CRM's name, typed. */
export class DisconnectView {
  choice: Choice = 'keep';
  typed = '';
  error: ActKey | null = null;
  isBusy = false;

  constructor(
    private readonly host: ReactiveControllerHost,
    readonly connection: Connection,
    readonly label: string,
    private readonly actions: DisconnectActions,
  ) {}

  draw(words: ActWords): TemplateResult {
    const { messages } = words;
    const crm = isolate(this.label);
    const app = isolate(words.app);
    const counts = listCounts(words, this.connection.counts);
    return html`<form class="view" part="form" novalidate aria-labelledby="title" @submit=${this.#submit}>
      <div class="view-head">
        ${providerTile(this.connection.provider, this.label)}
        <div>
          <h2 class="title" id="title" tabindex="-1">${messages.rich('disconnectTitle', { crm })}</h2>
          <p class="sentence">${messages.rich('disconnectText', { crm })}</p>
        </div>
      </div>
      <fieldset>
        <legend class="unseen">${messages.text('disconnectTitle', { crm: this.label })}</legend>
        ${this.#radio('keep', messages.rich('keepData', { app }), messages.text('keepNote'))}
        ${this.#radio(
          'delete',
          messages.rich('deleteData', { app }),
          counts ? messages.text('deleteNote', { counts }) : messages.text('deleteNothing'),
        )}
      </fieldset>
      ${this.choice === 'delete' ? this.#confirmation(words, crm) : nothing}
      ${this.error === 'notDone' ? fault(messages.text('notDone')) : nothing}
      <div class="buttons">
        <button class="btn danger" part="button button-primary" aria-disabled=${this.isBusy}>
          ${this.isBusy ? spinner : nothing}${messages.text(this.isBusy ? 'disconnecting' : 'disconnect')}
        </button>
        <button class="btn quiet" part="button" type="button" @click=${this.actions.back}>${messages.text('stay')}</button>
      </div>
    </form>`;
  }

  #radio(choice: Choice, label: unknown, note: string): TemplateResult {
    return html`<label class="option">
      <input
        class="radio"
        type="radio"
        name="data"
        aria-describedby=${`note-${choice}`}
        .checked=${this.choice === choice}
        @change=${() => {
          this.choice = choice;
          this.error = null;
          this.host.requestUpdate();
        }}
      />
      <span><span class="option-label">${label}</span>
        <span class="sentence" id=${`note-${choice}`}>${note}</span></span>
    </label>`;
  }

  #confirmation({ messages }: ActWords, crm: unknown): TemplateResult {
    const isWrong = this.error === 'typeExactly';
    return html`<div>
      <label class="label" for="typed">${messages.rich('typeName', { crm })}</label>
      <input
        class="input"
        part="input"
        id="typed"
        autocomplete="off"
        spellcheck="false"
        aria-invalid=${isWrong}
        aria-describedby=${isWrong ? 'typed-error' : nothing}
        .value=${this.typed}
        @input=${(event: InputEvent) => {
          this.typed = (event.target as HTMLInputElement).value;
        }}
      />
      ${isWrong ? fault(messages.rich('typeExactly', { crm }), 'typed-error') : nothing}
    </div>`;
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.isBusy) return;
    const matches = this.typed.trim().toLowerCase() === this.label.toLowerCase();
    this.error = this.choice === 'delete' && !matches ? 'typeExactly' : null;
    this.isBusy = this.error === null;
    this.host.requestUpdate();
    if (this.error) {
      (event.target as HTMLElement).querySelector<HTMLElement>('#typed')?.focus();
      return;
    }
    try {
      await this.actions.disconnect(this.choice);
    } catch {
      this.error = 'notDone';
    }
    this.isBusy = false;
    this.host.requestUpdate();
  };
}

/** A sentence in the colour of faults, with its icon; `id` ties it to a field. */
export function fault(text: unknown, id?: string): TemplateResult {
  return html`<p class="error" part="error" id=${id ?? nothing} role=${id ? nothing : 'alert'}>${warningIcon}<span>${text}</span></p>`;
}
