import type { Fields, ObjectName } from '../../shared/records.js';

/** Fields that name a record to people, the first that has a value; those of one entry belong together. */
export const NAMED_BY: Readonly<Record<ObjectName, readonly (readonly string[])[]>> = {
  contact: [['first_name', 'last_name'], ['email']],
  company: [['name'], ['domain']],
  deal: [['title']],
  activity: [['subject']],
};

/**
 * What people know a record by; null when it has no name.
 *
 * @param isShown whether a field may be told.
 */
export function recordLabel(
  object: ObjectName,
  fields: Fields,
  isShown: (field: string) => boolean = () => true,
): string | null {
  for (const names of NAMED_BY[object]) {
    const parts = names.filter(isShown).map((name) => fields[name]);
    const label = parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
    if (label !== '') return label;
  }
  return null;
}
