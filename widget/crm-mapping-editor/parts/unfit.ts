import { html, type TemplateResult } from 'lit';
import type { Transform } from '../../../shared/mapping.js';
import type { FieldType } from '../../../shared/records.js';
import { alternatesOf } from '../state/alternates.js';
import { fitOf } from '../state/fit.js';
import type { RowView } from '../state/row-views.js';
import type { UnfitProblem } from '../state/watched.js';
import type { Fix } from './fixes.js';
import { stepLabel } from './step-label.js';
import { type EditorView, maskText, valueText } from './view.js';

/** What values of a type are called when some are none; `other` for the rest. */
const KINDS: Partial<Record<FieldType, KindName>> = {
  number: 'number',
  integer: 'number',
  money_cents: 'number',
  date: 'date',
  datetime: 'date',
  phone: 'phone',
  email: 'email',
  country: 'country',
  currency: 'currency',
  enum: 'enum',
  boolean: 'boolean',
  url: 'url',
};
type KindName = 'number' | 'date' | 'phone' | 'email' | 'country' | 'currency' | 'enum' | 'boolean' | 'url';

/** "22 of 2,140 values are not plain numbers, like “about 2.700”. HubSpot would get them empty." */
export function unfitWords(view: EditorView, entry: RowView, { unfit }: UnfitProblem): TemplateResult {
  const { count, total, side, isLacking, example } = unfit;
  const counts = { count, n: view.n(count), total: total === null ? '' : view.n(total) };
  if (isLacking) return html`<strong>${view.t('lacking', counts)}.</strong> ${view.t('heldBack')}`;
  const what = view.t(`u_${kindOf(view, entry, side) ?? 'other'}`, { count });
  const said = view.t(total === null ? 'unfit' : 'unfitOf', { ...counts, what });
  const text = valueText(view, example);
  const like = text ? view.t('unfitLike', { example: entry.app?.sensitive ? maskText(text) : text }) : '';
  const names = { count, side: view[side], app: view.app };
  return html`<strong>${said}</strong><bdi>${like}</bdi>. ${view.t(side === 'app' ? 'keepsOld' : 'getsEmpty', names)}`;
}

function kindOf(view: EditorView, { app, row }: RowView, side: 'crm' | 'app'): KindName | undefined {
  const crm = view.crmFields.get(alternatesOf(row.crm)[0] ?? '');
  const type = side === 'app' ? (app?.type ?? crm?.type) : crm?.type;
  return type && KINDS[type];
}

/** A conversion that may help, and the list. */
export function unfitFixes(view: EditorView, entry: RowView, { unfit }: UnfitProblem): Fix[] {
  const { count, isSaved } = unfit;
  const see: Fix = {
    label: view.t('seeN', { count, n: view.n(count) }),
    run: (anchor) => view.openPanel(isSaved ? 'unmapped' : 'unfit', anchor, entry.field),
    isLooking: true,
  };
  const help = stepsThatHelp(view, entry, unfit.side);
  if (!help) return [see];
  const { label, transforms } = help;
  return [{ label, run: () => view.set(entry.field, { transforms }) }, see];
}

/** The conversion the two types ask for where the row has none; for numbers with words around them, the digits alone. */
function stepsThatHelp(
  view: EditorView,
  entry: RowView,
  side: 'crm' | 'app',
): { label: string; transforms: Transform[] } | null {
  const { app, row } = entry;
  const has = row.transforms;
  const crm = view.crmFields.get(alternatesOf(row.crm)[0] ?? '');
  const { transforms } = crm ? fitOf(app, crm, row.direction, view.country) : { transforms: [] };
  if (!has.length && transforms.length) {
    return { label: transforms.map((step) => stepLabel(view, step)).join(', '), transforms };
  }
  if (kindOf(view, entry, side) !== 'number' || has.some(({ name }) => name === 'digits')) return null;
  const digits: Transform = { name: 'digits' };
  // Before any step reads it as a number: the first of the way in, the last of the way out.
  return { label: stepLabel(view, digits), transforms: side === 'app' ? [digits, ...has] : [...has, digits] };
}
