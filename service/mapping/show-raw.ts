import type { FieldValue } from '../../shared/records.js';

/** Longest text and list shown of a value. */
const MAX_TEXT = 500;
const MAX_ITEMS = 20;

/** Any value as far as it can be shown: long text is cut, objects are only marked. Never throws. */
export function showRaw(raw: unknown): FieldValue {
  if (raw === null || raw === undefined) return null;
  if (Array.isArray(raw)) return raw.slice(0, MAX_ITEMS).map((item: unknown) => String(showScalar(item)));
  return showScalar(raw);
}

function showScalar(raw: unknown): string | number | boolean {
  if (typeof raw === 'string') return raw.length > MAX_TEXT ? `${raw.slice(0, MAX_TEXT)}…` : raw;
  if (typeof raw === 'boolean' || (typeof raw === 'number' && Number.isFinite(raw))) return raw;
  return raw === null || raw === undefined ? '' : '{…}';
}
