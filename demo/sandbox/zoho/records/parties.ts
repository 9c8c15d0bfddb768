import { findModule, PARENT_MODULES } from '../modules.js';
import { after, badValue, type CheckedRow, missing, type Row } from './row.js';

/** Name under which a record keeps the module its `What_Id` or `Parent_Id` leads to. */
export const SE_MODULE = '$se_module';

/**
 * Reads which module a parent is in: `$se_module` beside `What_Id`, and `module.api_name` inside a note's
 * `Parent_Id`.
 */
export function readParent(row: Row, given: Record<string, unknown>, checked: CheckedRow): void {
  if (row.module !== 'Notes') {
    const named = given[SE_MODULE];
    if (typeof named === 'string') checked.set[SE_MODULE] = named;
    return;
  }
  const parent = given['Parent_Id'] as { module?: { api_name?: unknown } } | undefined;
  if (parent === undefined || parent === null) return;
  const name = parent.module?.api_name;
  if (typeof name !== 'string') throw missing(row, 'Parent_Id.module');
  checked.set[SE_MODULE] = name;
}

/** Checks that what a record belongs to is there. @throws RowFault. */
export function checkParties(row: Row, checked: CheckedRow): void {
  const field = row.module === 'Notes' ? 'Parent_Id' : 'What_Id';
  const id = checked.set[field];
  if (id === undefined) {
    if (checked.clear.includes(field)) checked.clear.push(SE_MODULE);
    // A module without a record says nothing.
    if (after(row, checked, field) === undefined) delete checked.set[SE_MODULE];
    return;
  }
  const name = after(row, checked, SE_MODULE);
  if (name === undefined) throw missing(row, SE_MODULE);
  const module = findModule(String(name))?.name;
  if (!module || !PARENT_MODULES.includes(module)) throw badValue(row, SE_MODULE);
  // For contacts the person goes into Who_Id; What_Id is what the call was about.
  if (field === 'What_Id' && module === 'Contacts') throw badValue(row, SE_MODULE);
  if (!row.org.store(module).get(String(id))) throw badValue(row, field, { id });
}
