import { html, nothing, type TemplateResult } from 'lit';
import type { FieldDrift, FieldShape } from '../../../shared/mapping.js';
import { formatList } from '../../internal/format.js';
import { warningIcon } from '../../internal/icons.js';
import type { EditorBody } from '../editor-body.js';
import type { RowView } from '../state/row-views.js';
import type { DriftProblem } from '../state/watched.js';
import { isValued } from './chips.js';
import type { Fix } from './fixes.js';
import type { EditorView } from './view.js';

/** Above the rows: the CRM changed fields that are used in them. */
export function driftBanner(view: EditorView, body: EditorBody): TemplateResult | typeof nothing {
  const drift = body.model.entry?.mapping.drift ?? [];
  if (!drift.length) return nothing;
  const [count, paused] = [drift.length, drift.filter((each) => each.paused).length];
  const { crm } = view;
  return html`<div class="under general">
    <div class="notice warn" part="notice">
      ${warningIcon}
      <p>
        <strong>${view.t('driftTitle', { count, n: view.n(count), crm })}</strong>
        ${paused ? view.t('driftPaused', { count: paused, paused: view.n(paused) }) : nothing}
      </p>
      <button
        class="btn small"
        part="button"
        aria-disabled=${body.watch.isReading ? 'true' : nothing}
        @click=${() => void body.watch.readAgain()}
      >
        ${view.t('refreshFields', { crm })}
      </button>
    </div>
  </div>`;
}

/** What changed about the field of a row. */
export function driftWords(view: EditorView, { drift }: DriftProblem): string {
  const { change, label: field, paused } = drift;
  const { crm } = view;
  const objects = view.t(`o_${view.object}`);
  const more =
    change === 'retyped'
      ? { before: typeWords(view, drift.before), after: typeWords(view, drift.after) }
      : { what: optionWords(view, drift) };
  const said = view.t(`d_${change}`, { crm, field, objects, ...more });
  return paused ? `${said} ${view.t('d_paused')}` : said;
}

const typeWords = (view: EditorView, shape: FieldShape | null): string =>
  (shape && view.known(`ty_${shape.type}`)) ?? shape?.native_type ?? view.t('ty_other');

/** Which choices went and which came. */
function optionWords(view: EditorView, { before, after }: FieldDrift): string {
  const list = (shape: FieldShape | null) =>
    formatList(
      view.tag,
      (shape?.options ?? []).map(({ label }) => label),
    );
  const gone = before?.options.length ? view.t('d_optionsGone', { list: list(before) }) : '';
  const added = after?.options.length ? view.t('d_optionsNew', { list: list(after) }) : '';
  return gone && added ? view.t('d_optionsBoth', { gone, added }) : gone || added;
}

export function driftFixes(view: EditorView, entry: RowView, { drift }: DriftProblem): Fix[] {
  const { field } = entry;
  const another: Fix = { label: view.t('chooseAnother'), run: (anchor) => view.openPicker(field, anchor) };
  const convert: Fix = {
    label: view.t('changeConversion'),
    run: (anchor) => view.openPanel('conversion', anchor, field),
  };
  const values: Fix = { label: view.t('matchValues'), run: () => view.openValues(field) };
  if (drift.change === 'retyped') return [convert, another];
  if (drift.change === 'options') return isValued(view, entry) ? [values] : [another];
  return [];
}
