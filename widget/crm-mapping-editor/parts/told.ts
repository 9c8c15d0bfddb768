import { html, nothing, type TemplateResult } from 'lit';
import { checkCircleIcon, crossIcon, warningIcon } from '../../internal/icons.js';
import type { EditorBody } from '../editor-body.js';
import type { EditorView } from './view.js';

/** Above the rows: what came of what a person asked for. Assistive tech was told when it came. */
export function toldBanner(view: EditorView, { watch, model }: EditorBody): TemplateResult | typeof nothing {
  const { told } = watch;
  if (!told || told.at !== model.entry?.draft.rows) return nothing;
  return html`<div class="under general">
    <div class="notice ${told.tone}" part="notice">
      ${told.tone === 'good' ? checkCircleIcon : warningIcon}
      <p>${told.words}</p>
      <button
        class="btn icon-only"
        part="button"
        aria-label=${view.t('close')}
        @click=${() => watch.forgetTold()}
      >
        ${crossIcon}
      </button>
    </div>
  </div>`;
}
