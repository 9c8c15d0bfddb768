import type { MappingRow, MappingVersion } from '../../shared/mapping.js';
import { countChanges, diffRows, layOver } from '../../shared/mapping-rows.js';
import type {
  GetMappingVersionResult,
  ListMappingVersionsResult,
} from '../../shared/routes/mapping-versions.js';
import { encodeCursor } from '../cursor.js';
import { ServiceError } from '../errors.js';
import type { Services } from '../services.js';
import type { FieldMapping } from '../store/models/index.js';
import { findVersion, listVersions } from '../store/queries/mapping-versions.js';
import { type BegunFrom, refuseConflict } from './refuse.js';
import { type CheckedMapping, mappingInUse, saveMapping } from './save-mapping.js';
import type { MappingTarget } from './target.js';
import type { Saving } from './write-version.js';

/**
 * What was saved, newest first. Each version is shown over what is below it today, so that a difference is what people
 * of this level did, and not what became of the rest.
 */
export async function listMappingVersions(
  target: MappingTarget,
  page: { before: number | null; limit: number },
): Promise<ListMappingVersionsResult> {
  const { base } = await mappingInUse(target);
  const found = await listVersions(target, page.before, page.limit + 1);
  const rows = [...found.map((version) => layOver(base.rows, version)), base.rows];
  const versions = found.slice(0, page.limit).map(
    (version, index): MappingVersion => ({
      version: version.version,
      author: version.author,
      note: version.note,
      created_at: version.createdAt.toISOString(),
      changes: countChanges(diffRows(rows[index + 1] as MappingRow[], rows[index] as MappingRow[])),
    }),
  );
  const isLast = found.length <= page.limit;
  return { versions, next_cursor: isLast ? null : encodeCursor(versions.at(-1)?.version) };
}

/** @throws ServiceError `mapping_version_not_found`. */
export async function readMappingVersion(
  target: MappingTarget,
  version: number,
  against: number | undefined,
): Promise<GetMappingVersionResult> {
  const { base, rows: inUse } = await mappingInUse(target);
  const saved = await requireVersion(target, version);
  const other = against === undefined ? null : await requireVersion(target, against);
  const rows = rowsOf(base.rows, saved);
  return {
    version,
    author: saved?.author ?? null,
    note: saved?.note ?? null,
    created_at: saved?.createdAt.toISOString() ?? null,
    rows,
    diff: diffRows(against === undefined ? inUse : rowsOf(base.rows, other), rows),
  };
}

/**
 * Saves what a version decided as the newest, over what is below it today; 0 decided nothing.
 *
 * @throws ServiceError `mapping_version_not_found`, and as `saveMapping`.
 */
export async function rollBackMapping(
  services: Services,
  target: MappingTarget,
  version: number,
  saving: Omit<Saving, 'action' | 'details'>,
  begunFrom: BegunFrom,
): Promise<CheckedMapping> {
  const current = await mappingInUse(target);
  refuseConflict(current, begunFrom);
  const rows = rowsOf(current.base.rows, await requireVersion(target, version));
  const how: Saving = { ...saving, action: 'mapping_rolled_back', details: { to: version } };
  return saveMapping(services, target, rows, how, {
    base_version: current.version,
    default_version: current.base.version,
  });
}

/** Null for version 0, the base. */
async function requireVersion(target: MappingTarget, version: number): Promise<FieldMapping | null> {
  if (version === 0) return null;
  const found = await findVersion(target, version);
  if (found) return found;
  throw new ServiceError('mapping_version_not_found', { detail: `There is no version ${version} here.` });
}

const rowsOf = (base: readonly MappingRow[], saved: FieldMapping | null): MappingRow[] =>
  saved ? layOver(base, saved) : [...base];
