import { GUESS } from '../guesses.js';
import type { ModuleName } from '../modules.js';
import type { Org } from '../state/org.js';
import type { RecordVersion, Stored } from '../state/record.js';
import { checkRow } from './check-row.js';
import type { CheckedRow, Row } from './row.js';

/** Who writes: a user, and when; the control door and the seed write in the past too. */
export interface Writer {
  userId: string;
  at?: number;
}

function stampOf(org: Org, { userId, at }: Writer) {
  return { at: org.writeTime(at), by: userId };
}

/** Checks and inserts a row. @throws RowFault. */
export function insertRow(row: Row, given: Record<string, unknown>, writer: Writer): RecordVersion {
  return insertChecked(row.org, row.module, checkRow(row, given), writer);
}

/** Inserts what is known to be right. */
export function insertChecked(
  org: Org,
  module: ModuleName,
  checked: Pick<CheckedRow, 'set'>,
  writer: Writer,
): RecordVersion {
  const values = { Owner: writer.userId, ...checked.set };
  const version = org.store(module).insert(values, stampOf(org, writer));
  announce(org, module, 'insert', version.id, Object.keys(checked.set));
  return version;
}

/** Checks and updates a record; its Modified_Time moves even when nothing changed. @throws RowFault. */
export function updateRow(
  row: Row & { before: RecordVersion },
  given: Record<string, unknown>,
  writer: Writer,
): RecordVersion {
  const { org, module, before } = row;
  const { set, clear } = checkRow(row, given);
  const values: Record<string, Stored> = { ...before.values, ...set };
  for (const name of clear) delete values[name];
  const changed = changedFields(before.values, values);
  const version = org.store(module).update(before, values, stampOf(org, writer));
  announce(org, module, 'update', version.id, changed);
  return version;
}

function changedFields(a: Readonly<Record<string, Stored>>, b: Record<string, Stored>): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}

/** Moves a record to the recycle bin, or straight out of it. */
export function deleteRecord(
  org: Org,
  module: ModuleName,
  version: RecordVersion,
  writer: Writer,
  type: 'recycle' | 'permanent' = 'recycle',
): void {
  const { at, by } = stampOf(org, writer);
  org.store(module).delete(version, { at, by, type });
  announce(org, module, 'delete', version.id, []);
}

/** Takes a record out of the recycle bin. False when it is not in there. */
export function restoreRecord(org: Org, module: ModuleName, id: string, writer: Writer): boolean {
  const isBack = org.store(module).restore(id, stampOf(org, writer));
  if (isBack) announce(org, module, GUESS.restoredAs, id, []);
  return isBack;
}

function announce(
  org: Org,
  module: ModuleName,
  operation: 'insert' | 'update' | 'delete',
  recordId: string,
  fields: string[],
): void {
  org.onChange({ orgId: org.id, module, operation, recordId, fields, isRelated: false });
  if (module !== 'Accounts' || operation !== 'update') return;
  // A change of an account counts as one of its contacts where a channel asks for related actions.
  for (const id of org.store('Contacts').index.find('Account_Name', recordId))
    org.onChange({ orgId: org.id, module: 'Contacts', operation, recordId: id, fields: [], isRelated: true });
}
