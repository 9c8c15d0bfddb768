import { html, type TemplateResult } from 'lit';

/** A question in place of the button that raised it; Escape takes it back. */
export function drawAsk(
  { id, title, note }: { id: string; title: string; note: string },
  buttons: unknown,
  close: () => void,
  field: unknown = '',
): TemplateResult {
  const keyed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    close();
  };
  return html`<div class="ask" role="group" aria-labelledby=${`ask-${id}`} @keydown=${keyed}>
    <p class="sentence" id=${`ask-${id}`}><strong>${title}</strong> ${note}</p>
    ${field}
    <div class="buttons" part="buttons">${buttons}</div>
  </div>`;
}
