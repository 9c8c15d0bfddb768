import { readableTime } from '../../kit/pages/readable.js';
import { infoOf, type ModuleName } from '../modules.js';
import { presentValue, recordName } from '../records/present.js';
import type { Org } from '../state/org.js';
import type { RecordVersion } from '../state/record.js';

/** What a record is called on a page. */
export function pageName(module: ModuleName, version: RecordVersion): string {
  return recordName(module, version) || infoOf(module).singular;
}

/** A value as people read it: names of users and records, dates in words; empty string when there is none. */
export function readableValue(org: Org, module: ModuleName, version: RecordVersion, name: string): string {
  const value = presentValue(org, module, version, name);
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') return String((value as { name?: unknown }).name ?? '');
  if (typeof value === 'boolean') return value ? 'Yes' : '';
  if (org.field(module, name)?.type === 'datetime') return readableTime(String(value));
  return String(value);
}
