import { findAssociationType } from '../association-types.js';
import { infoOf, type ObjectType } from '../object-types.js';
import type { Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';
import { isoUtc, propertyValue, type Version } from '../state/version.js';

/** A record as the objects API prints it. */
export interface PresentedRecord {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  archived: boolean;
  archivedAt?: string;
  associations?: Record<string, { results: { id: string; type: string }[] }>;
  [extra: string]: unknown;
}

/** Value of any property, those that follow from links included. */
export function readValue(portal: Portal, type: ObjectType, version: Version, name: string): string | null {
  if (name === 'associatedcompanyid' && type === 'contacts')
    return portal.associations.primaryCompany({ type, id: version.id });
  return propertyValue(version, name);
}

/**
 * Prints a record with the asked properties. The id and the two dates are always there; unknown names are left
 * out and known but empty ones are null.
 */
export function presentRecord(
  portal: Portal,
  type: ObjectType,
  version: Version,
  asked: readonly string[] = [],
): PresentedRecord {
  const info = infoOf(type);
  const names =
    asked.length === 0
      ? info.defaultProperties
      : [info.createdProperty, 'hs_object_id', info.modifiedProperty, ...asked];
  const properties: Record<string, string | null> = {};
  for (const name of names) {
    if (portal.property(type, name)) properties[name] = readValue(portal, type, version, name);
  }
  return {
    id: version.id,
    properties,
    createdAt: isoUtc(version.createdAt),
    updatedAt: isoUtc(version.updatedAt),
    archived: version.archivedAt !== null,
    ...(version.archivedAt === null ? {} : { archivedAt: isoUtc(version.archivedAt) }),
  };
}

/** Links of a record for the `associations` of a single or listed record; empty types are left out. */
export function presentAssociations(
  portal: Portal,
  place: Place,
  types: readonly ObjectType[],
): Record<string, { results: { id: string; type: string }[] }> {
  const associations: Record<string, { results: { id: string; type: string }[] }> = {};
  for (const type of types) {
    const results = portal.associations.of(place, type).flatMap((link) =>
      link.typeIds.map((typeId) => ({
        id: link.toId,
        type: findAssociationType(place.type, type, typeId)?.name ?? String(typeId),
      })),
    );
    if (results.length > 0) associations[type] = { results };
  }
  return associations;
}
