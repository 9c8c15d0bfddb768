import type { ObjectType } from '../object-types.js';
import { invalid } from '../refusal.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';

/**
 * Finds a live record by id, or by a unique property when `idProperty` names one.
 *
 * @throws Refusal 400 when `idProperty` is not unique.
 */
export function findRecord(
  portal: Portal,
  type: ObjectType,
  id: string,
  idProperty: string | null,
): Version | undefined {
  const store = portal.store(type);
  if (idProperty === null || idProperty === 'hs_object_id') return store.get(id);
  checkIdProperty(portal, type, idProperty);
  const found = store.findByUnique(idProperty, id);
  return found === undefined ? undefined : store.get(found);
}

/** @throws Refusal 400 unless the property exists and is unique. */
export function checkIdProperty(portal: Portal, type: ObjectType, name: string): void {
  if (!portal.property(type, name)) throw invalid(`Property "${name}" does not exist`);
  if (!portal.store(type).isUnique(name))
    throw invalid(`idProperty "${name}" is not a unique property: its hasUniqueValue is false`);
}
