/** Cuts a list into parts of at most `size`. */
export function chunk<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let i = 0; i < items.length; i += size) parts.push(items.slice(i, i + size));
  return parts;
}

/** Items by what they go together by, in the order in which they first came. */
export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** Rows that may go together, one round after another: CRMs refuse a batch that names one record twice. */
export function toRounds<T>(rows: readonly T[], nameOf: (row: T) => string): T[][] {
  const rounds: { names: Set<string>; rows: T[] }[] = [];
  for (const row of rows) {
    const name = nameOf(row).toLowerCase();
    const open = rounds.find((each) => !each.names.has(name));
    const round = open ?? { names: new Set<string>(), rows: [] };
    if (!open) rounds.push(round);
    round.names.add(name);
    round.rows.push(row);
  }
  return rounds.map((round) => round.rows);
}
