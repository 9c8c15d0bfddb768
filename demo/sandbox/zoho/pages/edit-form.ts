import { Html, html } from '../../kit/html.js';
import type { FieldDefinition } from '../fields/definition.js';
import type { ModuleName } from '../modules.js';
import type { Org } from '../state/org.js';
import { type RecordVersion, textOf } from '../state/record.js';
import { recordHref } from './layout.js';

/** What people change by hand, per module; activities are read only here. */
export const EDITABLE: Partial<Record<ModuleName, string[]>> = {
  Contacts: [
    'First_Name',
    'Last_Name',
    'Email',
    'Phone',
    'Mobile',
    'Title',
    'Mailing_Country',
    'Preferred_Language',
    'Yearly_Use_kWh',
    'Owner',
  ],
  Accounts: [
    'Account_Name',
    'Website',
    'Phone',
    'Billing_Street',
    'Billing_City',
    'Billing_Country',
    'VAT',
    'Owner',
  ],
  Deals: ['Deal_Name', 'Amount', 'Currency', 'Pipeline', 'Stage', 'Closing_Date', 'Owner'],
};

const NUMBERS = new Set(['double', 'currency', 'integer']);

function choices(org: Org, definition: FieldDefinition): [value: string, label: string][] {
  if (definition.type !== 'ownerlookup') return definition.values.map((value) => [value, value]);
  const users = org.info.users.filter((each) => each.isActive);
  return users.map((user) => [user.id, `${user.first_name} ${user.last_name}`]);
}

function input(org: Org, definition: FieldDefinition, value: string): Html {
  const { apiName, label, type } = definition;
  if (type !== 'picklist' && type !== 'ownerlookup') {
    const kind = type === 'date' ? 'date' : 'text';
    return html`<label>${label}<input name="${apiName}" type="${kind}" value="${value}" autocomplete="off"></label>`;
  }
  const options = [['', '–'] as [string, string], ...choices(org, definition)].map(
    ([each, text]) =>
      html`<option value="${each}"${each === value ? new Html(' selected') : ''}>${text}</option>`,
  );
  return html`<label>${label}<select name="${apiName}">${options}</select></label>`;
}

/** The form that changes a record the way a colleague would; empty for activities. */
export function editForm(org: Org, module: ModuleName, version: RecordVersion): Html {
  const names = EDITABLE[module];
  if (!names) return html``;
  const fields = names.flatMap((name) => {
    const definition = org.field(module, name);
    return definition ? [input(org, definition, textOf(version, name))] : [];
  });
  return html`<form class="box" id="edit" method="post" action="${recordHref(org, module, version.id)}"><h2>About</h2>${fields}
<button class="strong" id="save">Save</button></form>`;
}

/** The fields of a posted form that differ from the record, in the form the API takes them. */
export function changedFields(
  org: Org,
  module: ModuleName,
  version: RecordVersion,
  form: URLSearchParams,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  for (const [name, value] of form) {
    const definition = org.field(module, name);
    if (!definition || value === textOf(version, name)) continue;
    changes[name] = typed(definition, value);
  }
  return changes;
}

function typed({ type }: FieldDefinition, value: string): unknown {
  if (value === '') return null;
  if (type === 'ownerlookup') return { id: value };
  return NUMBERS.has(type) && !Number.isNaN(Number(value)) ? Number(value) : value;
}
