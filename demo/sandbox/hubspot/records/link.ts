import { defaultAssociationType, findAssociationType } from '../association-types.js';
import { infoOf } from '../object-types.js';
import { invalid } from '../refusal.js';
import type { Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';
import { touchRecord } from './write.js';

/** Adds a link between two existing records and lets it move modified dates where the vendor does. */
export function linkRecords(portal: Portal, from: Place, to: Place, typeId: number): void {
  const before = portal.associations.primaryCompany(from);
  const beforeTo = portal.associations.primaryCompany(to);
  portal.associations.add(from, to, typeId);
  const changedPrimary = [
    before !== portal.associations.primaryCompany(from) ? from : null,
    beforeTo !== portal.associations.primaryCompany(to) ? to : null,
  ].find((place) => place !== null);
  if (changedPrimary) touchRecord(portal, changedPrimary);
  if (portal.settings.activity_touches_records) touchLoggedAgainst(portal, from, to);
  announce(portal, from, to, typeId, false);
}

/** Removes all links between two records. */
export function unlinkRecords(portal: Portal, from: Place, to: Place): void {
  const kinds = portal.associations.of(from, to.type).find((link) => link.toId === to.id)?.typeIds ?? [];
  if (kinds.length === 0) return;
  portal.associations.remove(from, to);
  announce(portal, from, to, kinds[0] ?? 0, true);
}

/** The unlabelled type id of a pair. @throws Refusal when the two types cannot be associated. */
export function defaultTypeId(from: Place, to: Place): number {
  const kind = defaultAssociationType(from.type, to.type);
  if (!kind) throw invalid(`No default association exists from ${from.type} to ${to.type}`);
  return kind.typeId;
}

/** Checks a category and type id for a pair. @throws Refusal when that kind does not exist. */
export function checkedTypeId(from: Place, to: Place, category: unknown, typeId: unknown): number {
  const kind = findAssociationType(from.type, to.type, Number(typeId));
  if (category === 'HUBSPOT_DEFINED' && kind) return kind.typeId;
  const names = `${infoOf(from.type).singular} to ${infoOf(to.type).singular}`;
  throw invalid(`Association type ${String(category)} ${String(typeId)} does not exist for ${names}`, {
    subCategory: 'crm.associations.INVALID_ASSOCIATION_TYPE',
  });
}

function touchLoggedAgainst(portal: Portal, from: Place, to: Place): void {
  const [fromIsActivity, toIsActivity] = [infoOf(from.type).isActivity, infoOf(to.type).isActivity];
  if (fromIsActivity && !toIsActivity) touchRecord(portal, to);
  if (toIsActivity && !fromIsActivity) touchRecord(portal, from);
}

function announce(portal: Portal, from: Place, to: Place, typeId: number, removed: boolean): void {
  const kind = findAssociationType(from.type, to.type, typeId);
  const name = `${infoOf(from.type).singular}_to_${infoOf(to.type).singular}`.toUpperCase();
  portal.onChange({
    portalId: portal.id,
    kind: 'associationChange',
    object: from.type,
    objectId: from.id,
    at: portal.writeTime(),
    details: {
      associationType: name,
      fromObjectId: Number(from.id),
      toObjectId: Number(to.id),
      associationRemoved: removed,
      isPrimaryAssociation: kind?.label === 'Primary',
      changeSource: 'INTEGRATION',
    },
  });
}
