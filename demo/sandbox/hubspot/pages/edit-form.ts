import { Html, html } from '../../kit/html.js';
import { infoOf, type ObjectType } from '../object-types.js';
import type { PropertyDefinition } from '../properties/definition.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';
import { recordHref } from './layout.js';

/** What people change by hand, per object; activities are read only here. */
export const EDITABLE: Partial<Record<ObjectType, string[]>> = {
  contacts: [
    'firstname',
    'lastname',
    'email',
    'phone',
    'mobilephone',
    'jobtitle',
    'country',
    'hs_lead_status',
    'lifecyclestage',
    'preferred_language',
    'yearly_use_kwh',
    'hubspot_owner_id',
  ],
  companies: ['name', 'domain', 'phone', 'address', 'city', 'country', 'vat_number', 'hubspot_owner_id'],
  deals: [
    'dealname',
    'amount',
    'deal_currency_code',
    'pipeline',
    'dealstage',
    'closedate',
    'hubspot_owner_id',
  ],
};

function choices(portal: Portal, definition: PropertyDefinition): { value: string; label: string }[] {
  if (definition.name !== 'hubspot_owner_id') return definition.options;
  return portal.info.owners.map((owner) => ({
    value: owner.id,
    label: `${owner.firstName} ${owner.lastName}`,
  }));
}

function field(portal: Portal, definition: PropertyDefinition, value: string): Html {
  const { name, label } = definition;
  if (definition.type !== 'enumeration') {
    const shown = definition.type === 'datetime' ? value.slice(0, 10) : value;
    const type = definition.type === 'datetime' ? 'date' : 'text';
    return html`<label>${label}<input name="${name}" type="${type}" value="${shown}" autocomplete="off"></label>`;
  }
  const options = [{ value: '', label: '–' }, ...choices(portal, definition)].map(
    (option) =>
      html`<option value="${option.value}"${option.value === value ? new Html(' selected') : ''}>${option.label}</option>`,
  );
  return html`<label>${label}<select name="${name}">${options}</select></label>`;
}

/** The form that changes a record the way a colleague would; empty for activities. */
export function editForm(portal: Portal, type: ObjectType, version: Version): Html {
  const names = EDITABLE[type];
  if (!names) return html``;
  const fields = names.flatMap((name) => {
    const definition = portal.property(type, name);
    return definition ? [field(portal, definition, version.properties[name] ?? '')] : [];
  });
  const action = recordHref(portal, infoOf(type).typeId, version.id);
  return html`<form class="box" id="edit" method="post" action="${action}"><h2>About</h2>${fields}
<button class="strong" id="save">Save</button></form>`;
}

/** The fields of a posted form that differ from the record; a date left on its day is no change. */
export function changedFields(
  portal: Portal,
  type: ObjectType,
  version: Version,
  form: URLSearchParams,
): Record<string, string> {
  const changes: Record<string, string> = {};
  for (const [name, value] of form) {
    const before = version.properties[name] ?? '';
    const isSameDay = portal.property(type, name)?.type === 'datetime' && before.slice(0, 10) === value;
    if (value !== before && !isSameDay) changes[name] = value;
  }
  return changes;
}
