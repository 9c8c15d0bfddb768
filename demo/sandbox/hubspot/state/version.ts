/**
 * One state of a record. Never changed after it is made: an update replaces it, so the search index may go on
 * holding an older one for as long as its lag lasts.
 */
export interface Version {
  id: string;
  /** Set values only; an empty value is an absent key. System dates and the id are not in here. */
  properties: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  createdAt: number;
  updatedAt: number;
  archivedAt: number | null;
}

/** Epoch milliseconds as the vendor prints them: UTC, no `.000`. */
export function isoUtc(ms: number): string {
  return new Date(ms).toISOString().replace('.000Z', 'Z');
}

/** Value of a property, the computed ones included; null when empty. */
export function propertyValue(version: Version, name: string): string | null {
  switch (name) {
    case 'hs_object_id':
      return version.id;
    case 'createdate':
      return version.properties['createdate'] ?? isoUtc(version.createdAt);
    case 'hs_createdate':
      return isoUtc(version.createdAt);
    case 'lastmodifieddate':
    case 'hs_lastmodifieddate':
      return isoUtc(version.updatedAt);
    default:
      return version.properties[name] ?? null;
  }
}
