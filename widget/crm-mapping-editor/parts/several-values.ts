import { html, nothing } from 'lit';
import type { Transform } from '../../../shared/mapping.js';
import type { RowView } from '../state/row-views.js';
import { NAMED_SEPARATORS, separatorName } from './step-label.js';
import { wideRow } from './table-cells.js';
import type { EditorView } from './view.js';

type Split = Extract<Transform, { name: 'split' }>;
const isSplit = (step: Transform): step is Split => step.name === 'split';

/** Whether a field holds several values at once, and what stands between them: a step of the row, set from here. */
export function severalRow(view: EditorView, { field, row }: RowView): unknown {
  const split = row.transforms.find(isSplit);
  if (view.isReadOnly && !split) return nothing;
  const others = row.transforms.filter((step) => !isSplit(step));
  const put = (separator: string | null) =>
    view.set(field, {
      transforms: separator === null ? others : [{ name: 'split', separator }, ...others],
    });
  const separators = [...new Set([...NAMED_SEPARATORS, split?.separator ?? ';'])];
  return wideRow(
    html`<span class="several">
      <label>
        <input
          class="check"
          type="checkbox"
          data-cell="2"
          .checked=${Boolean(split)}
          ?disabled=${view.isReadOnly}
          @change=${(event: Event) => put((event.target as HTMLInputElement).checked ? ';' : null)}
        />
        ${view.t('many')}
      </label>
      <select
        class="input"
        data-cell="3"
        aria-label=${view.t('p_split_separator')}
        ?disabled=${!split || view.isReadOnly}
        @change=${(event: Event) => put((event.target as HTMLSelectElement).value)}
      >
        ${separators.map(
          (each) =>
            html`<option value=${each} ?selected=${each === (split?.separator ?? ';')}>${separatorName(view, each)}</option>`,
        )}
      </select>
    </span>`,
  );
}
