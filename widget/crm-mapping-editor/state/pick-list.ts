import type { CrmField } from '../../../shared/mapping.js';
import { FIT_LEVELS, type Fit, type FitLevel } from './fit.js';

/** Text as it is searched: lower case, without accents. */
export const foldText = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

export interface PickOption {
  crm: CrmField;
  fit: Fit;
  /** Label and name, folded once: a search over 1,000 fields must not fold them per key. */
  label: string;
  text: string;
  /** Before all others of its group. */
  isFirst?: boolean;
}

export type PickItem = { kind: 'group'; level: FitLevel } | { kind: 'option'; option: PickOption };

export function pickOptions(fields: readonly CrmField[], fit: (crm: CrmField) => Fit): PickOption[] {
  return fields.map((crm) => {
    const label = foldText(crm.label);
    return { crm, fit: fit(crm), label, text: `${label} ${foldText(crm.name)}` };
  });
}

/** 0 when the label begins with the words, 1 when one of its words does, 2 anywhere, -1 not at all. */
function rankOf(option: PickOption, query: string, words: readonly string[]): number {
  if (!words.every((word) => option.text.includes(word))) return -1;
  if (option.label.startsWith(query)) return 0;
  return option.text.includes(` ${query}`) || option.text.startsWith(query) ? 1 : 2;
}

const placeOf = ({ option }: { option: PickOption }): number => (option.isFirst ? 0 : 1);

/** The options that answer to a search, under their groups, best first; empty groups are left out. */
export function pickItems(options: readonly PickOption[], search: string): PickItem[] {
  const query = foldText(search).trim();
  const words = query.split(/\s+/).filter(Boolean);
  const found = options
    .map((option, at) => ({ option, at, rank: words.length ? rankOf(option, query, words) : 0 }))
    .filter(({ rank }) => rank >= 0)
    .sort((one, other) => placeOf(one) - placeOf(other) || one.rank - other.rank || one.at - other.at);
  return FIT_LEVELS.flatMap((level): PickItem[] => {
    const inGroup = found.filter(({ option }) => option.fit.level === level);
    if (!inGroup.length) return [];
    return [{ kind: 'group', level }, ...inGroup.map(({ option }) => ({ kind: 'option' as const, option }))];
  });
}
