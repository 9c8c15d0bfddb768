import { html, nothing, type TemplateResult } from 'lit';
import { plugIcon, warningIcon } from '../../internal/icons.js';
import type { MappingKey } from '../../locales/en/mapping.js';
import type { MessageParams } from '../../locales/messages.js';

type Words = (key: MappingKey, params?: MessageParams) => string;

const ROWS = [0, 1, 2, 3, 4, 5];

/** Six rows of the final height. */
export const skeletonRows = (): TemplateResult[] =>
  ROWS.map(
    () => html`<div class="row bones">
      <span class="ours"><span class="bone"></span><span class="bone short"></span></span>
      <span class="way"></span><span class="theirs"><span class="bone box"></span></span>
      <span class="conversion"><span class="bone short"></span></span>
      <span class="sample"><span class="bone"></span></span>
    </div>`,
  );

/** The whole card while nothing is known. */
export const skeletonPart = (t: Words): TemplateResult => html`<div
  class="card"
  part="card"
  role="status"
  aria-label=${t('loading')}
>
  <div class="top"><span class="bone short"></span></div>
  <div class="bar"><span class="bone box"></span></div>
  ${skeletonRows()}
</div>`;

/** A card that says one thing and offers one button. */
function messagePart(icon: TemplateResult, words: string, label: string, run: () => void, more?: string) {
  return html`<div class="card" part="card">
    <div class="message">
      ${icon}
      <p class="sentence" role="status">${words}</p>
      ${more ? html`<p class="sentence tabular">${more}</p>` : nothing}
      <div class="buttons"><button class="btn primary" part="button" @click=${run}>${label}</button></div>
    </div>
  </div>`;
}

export const noCrmPart = (t: Words, connect: () => void): TemplateResult =>
  html`<slot name="empty">${messagePart(plugIcon, t('noCrm'), t('connect'), connect)}</slot>`;

export const cutOffPart = (t: Words, crm: string, reconnect: () => void): TemplateResult =>
  messagePart(warningIcon, t('accessEnded', { crm }), t('reconnect'), reconnect);

/** @param retryInS seconds until it is tried again by itself; null when it is not. */
export const errorPart = (t: Words, retryInS: number | null, retry: () => void): TemplateResult =>
  messagePart(
    warningIcon,
    t('failed'),
    t(retryInS === null ? 'retry' : 'tryNow'),
    retry,
    retryInS === null ? undefined : t('nextTry', { s: retryInS }),
  );
