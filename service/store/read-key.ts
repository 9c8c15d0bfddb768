import { createHash } from 'node:crypto';
import type { MappingRow } from '../../shared/mapping.js';
import type { AppField } from '../../shared/records.js';
import { canonicalJson } from '../canonical-json.js';

/** What of a level's newest version tells how records are read. */
export interface ReadSince {
  alike_since: number;
  overrides: readonly string[] | null;
}

/**
 * Names how records are read. The numbers of both levels only grow, so that one save and another that takes it back are
 * still two. Types of the host's own fields count where rows read into them.
 */
export function readKeyOf(
  { ofApp, own }: { ofApp: ReadSince | null; own: ReadSince | null },
  rows: readonly MappingRow[],
  declared: ReadonlyMap<string, AppField>,
): string {
  const followed = own?.overrides === null ? '-' : (ofApp?.alike_since ?? 0);
  const types = rows.flatMap(({ field }) => {
    const { type, options } = declared.get(field) ?? {};
    return type === undefined ? [] : [[field, type, options ?? null]];
  });
  return `${followed}.${own?.alike_since ?? 0}${types.length === 0 ? '' : `.${hashOf(types)}`}`;
}

const hashOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 12);
