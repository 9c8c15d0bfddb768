import { html, type TemplateResult } from 'lit';
import type { ProviderInfo } from '../../../shared/provider-info.js';
import { lockIcon } from '../../internal/icons.js';
import { isolate } from '../../internal/parts.js';
import { listObjects, type Words } from './words.js';

/**
 * What the app may see, and what that allows, in plain words.
 *
 * @param allowed what to show below once it was asked for; null while it is not.
 */
export function drawFoot(
  words: Words,
  infos: ProviderInfo[],
  allowed: unknown,
  toggle: () => void,
): TemplateResult {
  const { messages } = words;
  const app = isolate(words.app);
  const objects = listOffered(words, infos);
  return html`<div class="foot" part="foot">
    ${lockIcon}
    <div>
      <p>
        ${messages.rich('sees', { app, objects })}
        <button class="link" id="allows" aria-expanded=${allowed !== null} aria-controls="allowed" @click=${toggle}>
          ${messages.text('whatAllows')}
        </button>
      </p>
      <ul id="allowed" ?hidden=${!allowed}>
        ${allowed}
      </ul>
    </div>
    <slot name="footer"></slot>
  </div>`;
}

/** Objects that any of the CRMs has: `contacts, companies and deals`. */
export function listOffered(words: Words, infos: ProviderInfo[]): string {
  return listObjects(
    words,
    infos.flatMap((info) => info.objects),
  );
}
