import { html, nothing, type TemplateResult } from 'lit';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import { lockIcon } from '../../internal/icons.js';
import { isolate } from '../../internal/parts.js';
import { listObjects, type Words } from './words.js';

/** What the app may see, and what that allows, in plain words. */
export function drawFoot(
  words: Words,
  infos: ProviderInfo[],
  isOpen: boolean,
  toggle: () => void,
): TemplateResult {
  const { messages } = words;
  const app = isolate(words.app);
  const objects = listObjects(
    words,
    infos.flatMap((info) => info.objects),
  );
  return html`<div class="foot" part="foot">
    ${lockIcon}
    <div>
      <p>
        ${messages.rich('sees', { app, objects })}
        <button class="link" id="allows" aria-expanded=${isOpen} aria-controls="allowed" @click=${toggle}>
          ${messages.text('whatAllows')}
        </button>
      </p>
      <ul id="allowed" ?hidden=${!isOpen}>
        ${
          isOpen
            ? html`<li>${messages.text('mayRead', { objects })}</li>
              <li>${messages.text('mayWrite')}</li>
              <li>${messages.text('mayEnd')}</li>`
            : nothing
        }
      </ul>
    </div>
    <slot name="footer"></slot>
  </div>`;
}
