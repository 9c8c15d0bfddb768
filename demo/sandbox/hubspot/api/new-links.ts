import { targetOfAssociation } from '../association-types.js';
import type { ObjectType } from '../object-types.js';
import { linkRecords } from '../records/link.js';
import { invalid } from '../refusal.js';
import type { Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';

/** A link asked for together with a create. */
export interface NewLink {
  to: Place;
  typeId: number;
}

/**
 * Reads the `associations` of a create: `[{to:{id}, types:[{associationCategory, associationTypeId}]}]`.
 *
 * @throws Refusal 400 when a type id does not start at this object or the other record does not exist.
 */
export function readNewLinks(portal: Portal, from: ObjectType, value: unknown): NewLink[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid('Invalid input JSON: associations must be a list');
  return value.flatMap((each: { to?: { id?: unknown }; types?: unknown } | null) => {
    const id = each?.to?.id;
    if (typeof id !== 'string' || !Array.isArray(each?.types) || each.types.length === 0)
      throw invalid('Invalid input JSON: an association needs to.id and types');
    return each.types.map((type: { associationCategory?: unknown; associationTypeId?: unknown } | null) =>
      readLink(portal, from, id, type?.associationCategory, type?.associationTypeId),
    );
  });
}

function readLink(portal: Portal, from: ObjectType, id: string, category: unknown, typeId: unknown): NewLink {
  const type = category === 'HUBSPOT_DEFINED' ? targetOfAssociation(from, Number(typeId)) : undefined;
  if (!type)
    throw invalid(`Association type ${String(category)} ${String(typeId)} is not valid for ${from}`, {
      subCategory: 'crm.associations.INVALID_ASSOCIATION_TYPE',
    });
  const target = portal.store(type).get(id);
  if (!target)
    throw invalid(`Associated record ${id} of type ${type} does not exist`, {
      subCategory: 'crm.associations.INVALID_OBJECT_IDS',
      context: { INVALID_OBJECT_IDS: [id] },
    });
  return { to: { type, id: target.id }, typeId: Number(typeId) };
}

/** Makes the links of a freshly created record. */
export function applyNewLinks(portal: Portal, from: Place, links: NewLink[]): void {
  for (const link of links) linkRecords(portal, from, link.to, link.typeId);
}
