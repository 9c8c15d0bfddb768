import { UniqueConstraintError } from 'sequelize';
import type { FieldDrift, Mapping, MappingFault, MappingRow } from '../../shared/mapping.js';
import { connectorFor } from '../connectors/registry.js';
import type { Services } from '../services.js';
import { findMapping, type StoredMapping } from '../store/queries/find-mapping.js';
import type { Store } from '../store/store.js';
import { checkAgainstCrm, checkAgainstKept } from './check-rows.js';
import { driftOf, withDrift } from './drift-of.js';
import { type BegunFrom, conflict, refuseConflict, refuseFaulty } from './refuse.js';
import type { MappingTarget } from './target.js';
import { type Saving, writeVersion } from './write-version.js';

export interface CheckedMapping extends Mapping {
  faults: MappingFault[];
  drift: FieldDrift[];
}

/** A mapping as it is in use at its level. */
export const mappingInUse = (target: MappingTarget): Promise<StoredMapping> =>
  findMapping(target.scope, connectorFor(target.provider), target.object);

/** The mapping in use, with what is wrong with it against the fields the CRM was last seen to have. */
export async function readMapping({ store }: Services, target: MappingTarget): Promise<CheckedMapping> {
  const mapping = await mappingInUse(target);
  return present(store, target, mapping, await checkAgainstKept(target, mapping.rows));
}

async function present(
  store: Store,
  target: MappingTarget,
  mapping: StoredMapping,
  faults: readonly MappingFault[],
): Promise<CheckedMapping> {
  const drift = await driftOf(store, target);
  return { ...shown(mapping), faults: withDrift(target, mapping.rows, faults, drift), drift };
}

/**
 * Saves rows as a new version of their level, of which it keeps those that differ from what they are laid over.
 *
 * @throws ServiceError `mapping_invalid` naming each row, `mapping_version_conflict` when another version than
 * `begunFrom` is in use by now, or somebody saves at the same time.
 */
export async function saveMapping(
  services: Services,
  target: MappingTarget,
  rows: MappingRow[],
  saving: Saving,
  begunFrom: BegunFrom = {},
): Promise<CheckedMapping> {
  const current = await mappingInUse(target);
  refuseConflict(current, begunFrom);
  const faults = await checkAgainstCrm(services, target, rows);
  refuseFaulty(current, rows, faults);
  await services.store
    .transaction((transaction) => writeVersion(services, target, { current, rows }, saving, transaction))
    .catch((error) => tellConflict(target, error));
  return present(services.store, target, await mappingInUse(target), faults);
}

/** @throws ServiceError `mapping_version_conflict` for the version number that somebody else has taken. */
export async function tellConflict(target: MappingTarget, error: unknown): Promise<never> {
  throw error instanceof UniqueConstraintError ? conflict(await mappingInUse(target)) : error;
}

/** Without what only the service needs to know. */
export function shown(stored: StoredMapping): Mapping {
  const { readKey: _, alikeSince: __, declared: ___, ...mapping } = stored;
  return mapping;
}
