import type { FieldDefinition } from '../fields/definition.js';
import { infoOf, type ModuleName } from '../modules.js';
import type { Org } from '../state/org.js';
import { type RecordVersion, textOf } from '../state/record.js';
import { withOffset } from '../state/time.js';
import { durationSeconds } from './calls.js';
import { SE_MODULE } from './parties.js';

/** What a record is called wherever another one leads to it. */
export function recordName(module: ModuleName, version: RecordVersion): string {
  if (module === 'Contacts') return fullName(version);
  return textOf(version, infoOf(module).nameField);
}

function fullName(version: RecordVersion): string {
  return [textOf(version, 'First_Name'), textOf(version, 'Last_Name')].filter(Boolean).join(' ');
}

function presentUser(org: Org, id: unknown) {
  const user = org.user(String(id));
  return user ? { name: `${user.first_name} ${user.last_name}`, id: user.id, email: user.email } : null;
}

/** A lookup as an object; null when what it led to is gone. */
function presentLookup(org: Org, field: FieldDefinition, version: RecordVersion) {
  const id = version.values[field.apiName];
  const module = (field.lookup === 'parent' ? version.values[SE_MODULE] : field.lookup) as ModuleName | null;
  const found = id === undefined || !module ? undefined : org.store(module).get(String(id));
  if (!found || !module) return null;
  const name = recordName(module, found);
  if (version.values['Parent_Id'] === undefined) return { name, id: found.id };
  return { module: { api_name: module, id: infoOf(module).idCode }, name, id: found.id };
}

/** A field's value as JSON; null when it has none. */
export function presentValue(org: Org, module: ModuleName, version: RecordVersion, name: string): unknown {
  const { timeZone } = org.info;
  switch (name) {
    case 'id':
      return version.id;
    case 'Created_Time':
      return withOffset(version.createdAt, timeZone);
    case 'Modified_Time':
      return withOffset(version.updatedAt, timeZone);
    case 'Created_By':
      return presentUser(org, version.createdBy);
    case 'Modified_By':
      return presentUser(org, version.modifiedBy);
    case 'Full_Name':
      return fullName(version) || null;
    case 'Call_Duration_in_seconds':
      return durationSeconds(textOf(version, 'Call_Duration'), org.settings.call_duration_format);
    case SE_MODULE:
      return version.values[SE_MODULE] ?? null;
    default:
      return presentStored(org, module, version, name);
  }
}

function presentStored(org: Org, module: ModuleName, version: RecordVersion, name: string): unknown {
  const field = org.field(module, name);
  const value = version.values[name];
  if (field?.type === 'boolean') return value ?? false;
  if (field?.type === 'lookup') return presentLookup(org, field, version);
  if (value === undefined) return null;
  if (field?.type === 'ownerlookup') return presentUser(org, value);
  if (field?.type === 'datetime') return withOffset(Number(value), org.info.timeZone);
  return value;
}

/** A record with the asked fields; names nobody knows are left out. The id is always there. */
export function presentFields(
  org: Org,
  module: ModuleName,
  version: RecordVersion,
  asked: readonly string[],
): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const name of asked) {
    if (!org.field(module, name)) continue;
    shown[name] = presentValue(org, module, version, name);
    if (name === 'What_Id') shown[SE_MODULE] = presentValue(org, module, version, SE_MODULE);
  }
  return { ...shown, id: version.id };
}

/** Everything of a record, `$` fields too, as reading one by id gives it. */
export function presentRecord(org: Org, module: ModuleName, version: RecordVersion): Record<string, unknown> {
  const names = org.fieldsOf(module).map((each) => each.apiName);
  const layouts = org.layouts.get(module) ?? [];
  const layout = layouts.find((each) => each.id === version.values['Layout']) ?? layouts[0];
  return {
    ...presentFields(org, module, version, names),
    Layout: layout ? { id: layout.id, name: layout.name } : null,
    Tag: [],
    $currency_symbol: org.info.currencies[0]?.symbol ?? '',
    $state: 'save',
    $approved: true,
    $approval: { delegate: false, approve: false, reject: false, resubmit: false },
    $editable: true,
    $in_merge: false,
    $locked_for_me: false,
    $review: null,
  };
}
