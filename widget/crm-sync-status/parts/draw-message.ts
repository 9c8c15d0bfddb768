import { html, nothing, type TemplateResult } from 'lit';
import { plugIcon } from '../../internal/icons.js';

/** A card that says one thing and offers one button. */
export function drawMessage(
  title: string,
  sentence: string,
  button: { label: string; act: () => void },
): TemplateResult {
  return html`<div class="card" part="card">
    <div class="message">
      ${plugIcon}
      <p class="title" part="title">${title}</p>
      <p class="sentence" part="sentence">${sentence}</p>
      <div class="buttons" part="buttons">
        <button class="btn" part="button" type="button" @click=${button.act}>${button.label}</button>
      </div>
    </div>
  </div>`;
}

/** Takes about the room of a card until the state is known. */
export function drawLoading(label: string, isCompact: boolean): TemplateResult {
  return html`<div class="card" part="card" aria-busy="true">
    <div class=${isCompact ? 'health' : 'bones'}>
      <span class="unseen">${label}</span>
      <span class="bone"></span>${isCompact ? nothing : [1, 2, 3].map(() => html`<span class="bone"></span>`)}
    </div>
  </div>`;
}
