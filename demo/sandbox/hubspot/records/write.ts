import { OBJECT_TYPES, type ObjectType } from '../object-types.js';
import { notFound } from '../refusal.js';
import type { Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';
import type { CheckedWrite } from './validate.js';

const ALL_TYPES = OBJECT_TYPES.map((each) => each.type);

/** Who wrote: the vendor notes it on every record and change. */
export interface Writer {
  source: 'INTEGRATION' | 'CRM_UI' | 'IMPORT';
  id: string;
}

/** Stores a checked create. */
export function createRecord(
  portal: Portal,
  type: ObjectType,
  write: CheckedWrite,
  writer: Writer,
  at = portal.writeTime(),
): Version {
  const properties = withDerived(portal, type, {
    ...write.set,
    hs_object_source: writer.source,
    hs_object_source_id: writer.id,
    hs_object_source_label: writer.source,
  });
  const version = portal.store(type).insert(properties, at);
  notify(portal, 'creation', type, version.id, at, { changeSource: writer.source, changeFlag: 'NEW' });
  return version;
}

/** Stores a checked update. A write that changes no value leaves the modified date alone. */
export function updateRecord(
  portal: Portal,
  type: ObjectType,
  before: Version,
  write: CheckedWrite,
  writer: Writer,
): Version {
  const merged: Record<string, string> = { ...before.properties, ...write.set };
  for (const name of write.clear) delete merged[name];
  const properties = withDerived(portal, type, merged);
  const changed = changedNames(before.properties, properties);
  if (changed.length === 0) return before;
  const at = portal.writeTime();
  const version = portal.store(type).replace(before, properties, at);
  for (const name of changed) {
    const details = {
      propertyName: name,
      propertyValue: properties[name] ?? '',
      changeSource: writer.source,
    };
    notify(portal, 'propertyChange', type, version.id, at, details);
  }
  return version;
}

/** Moves only the modified date, as an internal change of the vendor's does. */
export function touchRecord(portal: Portal, place: Place): void {
  const store = portal.store(place.type);
  const version = store.get(place.id);
  if (version) store.replace(version, version.properties, portal.writeTime());
}

/** Puts a record in the recycle bin; nothing happens when it is there already. */
export function archiveRecord(portal: Portal, type: ObjectType, id: string): void {
  const at = portal.writeTime();
  if (!portal.store(type).get(id)) return;
  portal.store(type).archive(id, at);
  portal.associations.removeAll({ type, id }, ALL_TYPES);
  notify(portal, 'deletion', type, id, at, { changeSource: 'INTEGRATION', changeFlag: 'DELETED' });
}

/** Takes a record out of the recycle bin again, without its links; nothing happens when it is not there. */
export function restoreRecord(portal: Portal, type: ObjectType, id: string): void {
  const at = portal.writeTime();
  if (portal.store(type).restore(id, at))
    notify(portal, 'restore', type, id, at, { changeSource: 'CRM_UI', changeFlag: 'RESTORED' });
}

/** Removes a contact and everything about it for good. */
export function purgeContact(portal: Portal, id: string): void {
  const at = portal.writeTime();
  portal.store('contacts').purge(id, at);
  portal.associations.removeAll({ type: 'contacts', id }, ALL_TYPES);
  notify(portal, 'privacyDeletion', 'contacts', id, at, { changeSource: 'CRM' });
}

/**
 * Merges two records: the primary's values win, empty ones are filled from the other, links move over, and both
 * ids lead to the survivor from then on.
 */
export function mergeRecords(portal: Portal, type: ObjectType, primaryId: string, mergedId: string): Version {
  const store = portal.store(type);
  const primary = store.get(primaryId);
  const merged = store.get(mergedId);
  if (!primary || !merged) throw notFound('Object not found.');
  const at = portal.writeTime();
  const properties = mergedProperties(primary, merged);
  store.absorb(merged.id, primary.id, at);
  let survivor = store.replace(primary, properties, at);
  portal.associations.move({ type, id: merged.id }, { type, id: primary.id }, ALL_TYPES);
  if (portal.settings.merge_makes_new_record) survivor = renumber(portal, type, survivor, at);
  for (const email of survivor.properties['hs_additional_emails']?.split(';') ?? [])
    store.addUniqueAlias('email', email, survivor.id);
  notify(portal, 'merge', type, survivor.id, at, {
    primaryObjectId: Number(primary.id),
    mergedObjectIds: [Number(merged.id)],
    newObjectId: Number(survivor.id),
    numberOfPropertiesMoved: changedNames(primary.properties, properties).length,
    changeSource: 'CRM_UI',
  });
  return survivor;
}

function renumber(portal: Portal, type: ObjectType, old: Version, at: number): Version {
  const store = portal.store(type);
  store.purge(old.id, at);
  const absorbed = [old.properties['hs_merged_object_ids'], old.id].filter(Boolean).join(';');
  const version = store.insert({ ...old.properties, hs_merged_object_ids: absorbed }, at);
  store.absorb(old.id, version.id, at);
  portal.associations.move({ type, id: old.id }, { type, id: version.id }, ALL_TYPES);
  return version;
}

function mergedProperties(primary: Version, merged: Version): Record<string, string> {
  const properties: Record<string, string> = { ...merged.properties, ...primary.properties };
  const list = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(';');
  const absorbed = merged.properties['hs_merged_object_ids'];
  properties['hs_merged_object_ids'] = list(primary.properties['hs_merged_object_ids'], absorbed, merged.id);
  const email = merged.properties['email'];
  const emails = list(
    primary.properties['hs_additional_emails'],
    merged.properties['hs_additional_emails'],
    email === properties['email'] ? undefined : email,
  );
  if (emails) properties['hs_additional_emails'] = emails;
  return properties;
}

function withDerived(
  portal: Portal,
  type: ObjectType,
  properties: Record<string, string>,
): Record<string, string> {
  if (type !== 'deals') return properties;
  const { pipelines, companyCurrency } = portal.info;
  properties['pipeline'] ??= pipelines[0]?.id ?? 'default';
  if (properties['amount'] !== undefined) properties['deal_currency_code'] ??= companyCurrency;
  const pipeline = pipelines.find((each) => each.id === properties['pipeline']);
  const stage = pipeline?.stages.find((each) => each.id === properties['dealstage']);
  properties['hs_is_closed'] = stage?.metadata.isClosed ?? 'false';
  properties['hs_is_closed_won'] = String(stage?.metadata.probability === '1.0');
  return properties;
}

function changedNames(before: Readonly<Record<string, string>>, after: Record<string, string>): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]);
}

function notify(
  portal: Portal,
  kind: 'creation' | 'deletion' | 'restore' | 'merge' | 'propertyChange' | 'privacyDeletion',
  object: ObjectType,
  objectId: string,
  at: number,
  details: Record<string, unknown>,
): void {
  portal.onChange({ portalId: portal.id, kind, object, objectId, at, details });
}
