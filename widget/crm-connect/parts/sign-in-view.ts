import { html, type TemplateResult } from 'lit';
import type { SignInController } from '../../controllers/sign-in-controller.js';
import { windowIcon } from '../../internal/icons.js';
import { isolate } from '../../internal/parts.js';
import type { ActWords } from './act-words.js';

/** The sign-in window is open, or the browser stopped it. */
export function drawSignIn(
  { messages }: ActWords,
  label: string,
  signIn: SignInController,
  cancel: () => void,
): TemplateResult {
  const crm = isolate(label);
  const cancelButton = html`<button class="btn quiet" part="button" @click=${cancel}>
    ${messages.text('cancel')}
  </button>`;
  if (signIn.phase === 'blocked') {
    return html`<div class="message" role="group" aria-labelledby="title">
      ${windowIcon}
      <h2 class="title" id="title">${messages.text('blockedTitle')}</h2>
      <div class="buttons">
        <a class="btn" part="button" data-main href=${signIn.url ?? ''} target="_blank" rel="noopener"
          @click=${() => signIn.linkFollowed()}>${messages.text('openIt')}</a>
        ${cancelButton}
      </div>
    </div>`;
  }
  return html`<div class="message" role="group" aria-labelledby="title">
    ${windowIcon}
    <h2 class="title" id="title">${messages.rich('signInTitle', { crm })}</h2>
    <p class="sentence">${messages.text('signInText')}</p>
    <div class="buttons">
      <button class="btn" part="button" data-main @click=${() => signIn.showWindow()}>
        ${messages.text('showWindow')}
      </button>
      ${cancelButton}
    </div>
  </div>`;
}
