import type { CrmField } from '../../shared/mapping.js';

/** How long a list that looks cut short is not believed. */
export const DOUBT_MS = 60_000;

/** So few may well have been removed by a person at once. */
const FEW = 3;

/**
 * Whether a list of fields is likely to be a mistake (rights taken away for a moment, half an answer): most of what is
 * mapped is missing at once, or most of the list.
 *
 * @param used fields of the CRM that are mapped.
 */
export function isDoubtful(
  kept: readonly CrmField[],
  fields: readonly CrmField[],
  used: Iterable<string>,
): boolean {
  const [had, has] = [new Set(kept.map(({ name }) => name)), new Set(fields.map(({ name }) => name))];
  const mapped = [...used].filter((name) => had.has(name));
  return isMostlyGone(mapped, has) || isMostlyGone([...had], has);
}

function isMostlyGone(names: readonly string[], has: ReadonlySet<string>): boolean {
  const gone = names.filter((name) => !has.has(name)).length;
  return gone >= FEW && gone * 2 > names.length;
}
