import { html, nothing, type TemplateResult } from 'lit';
import { ApiError } from '../../api/client.js';
import { plugIcon, syncIcon } from '../../internal/icons.js';
import type { Words } from './words.js';

/** Head and two rows at their final height. */
export function drawSkeleton(): TemplateResult {
  const row = html`<div class="row bones">
    <span class="bone tile-bone"></span>
    <div><span class="bone w-28"></span><span class="bone w-48"></span></div>
    <span class="bone button-bone"></span>
  </div>`;
  return html`<div class="head bones-head" aria-hidden="true"><span class="bone w-24"></span><span class="bone w-60"></span></div>
    <div aria-hidden="true">${row}${row}</div>`;
}

export interface DownModel {
  error: unknown;
  retryInS: number | null;
  retry: () => void;
}

/** The list could not be read. Says that syncing goes on only where that is known: this browser is offline. */
export function drawDown(words: Words, { error, retryInS, retry }: DownModel): TemplateResult {
  const { messages } = words;
  const support = error instanceof ApiError ? error.problem : null;
  return html`<div class="message" part="error">
    ${plugIcon}
    <h2 class="title" id="title">${messages.text('downTitle')}</h2>
    <p class="sentence">${downSentence(words, error)} ${nextTry(words, retryInS)}</p>
    <div class="buttons">
      <button class="btn" part="button" data-main @click=${retry}>${syncIcon}${messages.text('tryNow')}</button>
    </div>
    ${
      support
        ? html`<details>
          <summary>${messages.text('details')}</summary>
          <code><bdi dir="ltr">${support.code} ${support.correlation_id}</bdi></code>
        </details>`
        : nothing
    }
  </div>`;
}

function downSentence({ messages, app }: Words, error: unknown): string {
  if (!navigator.onLine) return messages.text('offline');
  const status = error instanceof ApiError ? error.status : 0;
  if (status === 401) return messages.text('expired');
  if (status >= 400 && status < 500 && status !== 429) return messages.text('refused', { app });
  return messages.text('down');
}

/** `Next try in 8 s.`, with figures that keep their width; nothing when none is planned. */
export function nextTry({ messages }: Words, retryInS: number | null) {
  if (retryInS === null) return nothing;
  return html`<span class="tabular" aria-hidden="true">${messages.text('nextTry', { s: retryInS })}</span>`;
}
