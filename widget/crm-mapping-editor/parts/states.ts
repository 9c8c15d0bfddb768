import { html, nothing, type TemplateResult } from 'lit';
import { plugIcon, warningIcon } from '../../internal/icons.js';
import type { MappingKey } from '../../locales/en/mapping.js';
import type { MessageParams } from '../../locales/messages.js';

type Words = (key: MappingKey, params?: MessageParams) => string;

/** One thing said, and one button. */
const messagePart = (icon: TemplateResult, words: string, label: string, run: () => void, more = '') =>
  html`<div class="message">
    ${icon}
    <p class="sentence" role="status">${words}</p>
    ${more ? html`<p class="sentence tabular">${more}</p>` : nothing}
    <div class="buttons"><button class="btn primary" part="button" @click=${run}>${label}</button></div>
  </div>`;

/** A message that is all there is to show. */
export const cardOf = (content: TemplateResult): TemplateResult =>
  html`<div class="card" part="card">${content}</div>`;

/** Above rows that are still known: they can be read, not saved. */
export const cutOffNotice = (t: Words, crm: string, reconnect: () => void): TemplateResult =>
  html`<div class="under general">
    <div class="notice warn" part="notice">
      ${warningIcon}
      <p>${t('accessEnded', { crm })}</p>
      <button class="btn small" part="button" @click=${reconnect}>${t('reconnect')}</button>
    </div>
  </div>`;

export const noCrmPart = (t: Words, connect: () => void): TemplateResult =>
  html`<slot name="empty">${cardOf(messagePart(plugIcon, t('noCrm'), t('connect'), connect))}</slot>`;

export const cutOffPart = (t: Words, crm: string, reconnect: () => void): TemplateResult =>
  messagePart(warningIcon, t('accessEnded', { crm }), t('reconnect'), reconnect);

/** @param retryInS seconds until it is tried again by itself; null when it is not. */
export function errorPart(t: Words, retryInS: number | null, retry: () => void): TemplateResult {
  const isPlanned = retryInS !== null;
  const next = isPlanned ? t('nextTry', { s: retryInS }) : '';
  return messagePart(warningIcon, t('failed'), t(isPlanned ? 'tryNow' : 'retry'), retry, next);
}
