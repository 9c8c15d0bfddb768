import type { Mapping, MappingFault, MappingRow } from '../../shared/mapping.js';
import { isSameRow } from '../../shared/mapping-rows.js';
import { ServiceError } from '../errors.js';

/** What a save was begun from; left out, it is not compared. */
export interface BegunFrom {
  base_version?: number | undefined;
  default_version?: number | undefined;
}

/** @throws ServiceError `mapping_version_conflict` when another version than it began from is in use by now. */
export function refuseConflict(current: Mapping, { base_version, default_version }: BegunFrom): void {
  if (base_version !== undefined && base_version !== current.version) throw conflict(current);
  if (default_version === undefined || default_version === current.base.version) return;
  throw new ServiceError('mapping_version_conflict', {
    detail: `The app's default is version ${current.base.version} by now. Load the mapping, then save again.`,
  });
}

export function conflict({ version, updated_by }: Mapping): ServiceError {
  return new ServiceError('mapping_version_conflict', {
    detail: `${updated_by ?? 'Somebody'} saved version ${version} meanwhile. Load it, then save again.`,
  });
}

/**
 * Refuses rows that cannot work. One that is in use like this, or comes from below, is not the editor's doing: a preset
 * may name a field that this account lacks.
 *
 * @param path of the rows in the request: `rows` of `rows.3.crm`.
 * @throws ServiceError `mapping_invalid` naming each row.
 */
export function refuseFaulty(
  current: Mapping,
  rows: readonly MappingRow[],
  faults: readonly MappingFault[],
  path = 'rows',
): void {
  const known = [...current.rows, ...current.base.rows];
  const isNew = (row: MappingRow | undefined) => !row || !known.some((one) => isSameRow(one, row));
  const errors = faults.filter(
    ({ severity, row, code }) => severity === 'error' && (code === 'duplicate_row' || isNew(rows[row])),
  );
  if (errors.length === 0) return;
  const [first] = errors;
  throw new ServiceError('mapping_invalid', {
    detail: `${first?.message}${errors.length > 1 ? ` And ${errors.length - 1} more.` : ''}`,
    next: 'fix_mapping',
    errors: errors.map((fault) => ({
      path: `${path}.${fault.row}.${fault.outcome === undefined ? 'crm' : `stages.${fault.outcome}`}`,
      code: fault.code,
      message: fault.message,
      field: fault.field,
    })),
  });
}
