import { Html, html } from '../../kit/html.js';
import type { Model } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { search } from '../orm/search.js';
import { href, type Place } from './place.js';
import { labelOf } from './readable.js';

/** What people change by hand, per model. */
const EDITABLE: Record<string, string[]> = {
  'res.partner': [
    'name',
    'email',
    'phone',
    'mobile',
    'function',
    'website',
    'street',
    'zip',
    'city',
    'country_id',
    'vat',
    'parent_id',
    'user_id',
  ],
  'crm.lead': [
    'name',
    'expected_revenue',
    'stage_id',
    'team_id',
    'partner_id',
    'user_id',
    'date_deadline',
    'priority',
  ],
};

/** Names of the form's fields this version has. */
function fieldNames(model: Model): string[] {
  return (EDITABLE[model.name] ?? []).filter((name) => name in model.fields);
}

function shown(row: Row, name: string): string {
  const value = row[name] ?? '';
  return String(value);
}

function choices({ env }: Place, model: Model, name: string): [value: string, label: string][] {
  const field = model.fields[name];
  if (field?.selection)
    return field.selection.map(([value, label, italian]) => [
      value,
      env.lang === 'it_IT' ? (italian ?? label) : label,
    ]);
  const target = env.model(field?.relation ?? '');
  const domain =
    target.name === 'res.users'
      ? [['active', '=', true]]
      : name === 'parent_id'
        ? [['is_company', '=', true]]
        : [];
  return search(env, target, { domain }).map((id) => [String(id), env.nameOf(target.name, id)]);
}

function field(place: Place, model: Model, row: Row, name: string): Html {
  const { type } = model.fields[name] ?? {};
  const label = labelOf(place.env, model, name);
  const value = shown(row, name);
  if (type !== 'many2one' && type !== 'selection')
    return html`<label>${label}<input name="${name}" type="${type === 'date' ? 'date' : 'text'}" value="${value}" autocomplete="off"></label>`;
  const options = [['', '–'] as const, ...choices(place, model, name)].map(
    ([each, text]) =>
      html`<option value="${each}"${each === value ? new Html(' selected') : ''}>${text}</option>`,
  );
  return html`<label>${label}<select name="${name}">${options}</select></label>`;
}

/** The form that changes a record the way a colleague would. */
export function editForm(place: Place, model: Model, row: Row): Html {
  const fields = fieldNames(model).map((name) => field(place, model, row, name));
  return html`<form class="box" id="edit" method="post" action="${href(place, `${model.name}/${row.id}`)}"><h2>${place.text.edit}</h2>${fields}
<button class="strong" id="save">${place.text.save}</button></form>`;
}

/** The fields of a posted form that differ from the record, as `write` takes them. */
export function changedFields(model: Model, row: Row, form: URLSearchParams): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const name of fieldNames(model)) {
    const value = form.get(name);
    if (value === null || value === shown(row, name)) continue;
    changes[name] = value === '' ? false : model.fields[name]?.type === 'many2one' ? Number(value) : value;
  }
  return changes;
}
