/** Groups of work, each of one connection, as a lane takes them and works on them. */
export interface GroupWork<T> {
  /** Up to so many groups; each counts as under way until `work` has ended. */
  take(limit: number): Promise<T[][]>;
  work(group: T[], stopping: AbortSignal): Promise<void>;
}

/**
 * Takes groups so that no connection has more than a few under way in this process.
 *
 * @param options.claim a group of a connection that is not among those that have enough; null: there is none.
 */
export function takeGroups<T extends { connection_id: string }>(options: {
  mostOfOne: number;
  claim(full: string[]): Promise<T[] | null>;
  work(group: T[], stopping: AbortSignal): Promise<void>;
}): GroupWork<T> {
  const underWay = new Map<string, number>();
  const count = (id: string, by: number): void => {
    const n = (underWay.get(id) ?? 0) + by;
    if (n > 0) underWay.set(id, n);
    else underWay.delete(id);
  };
  return {
    async take(limit) {
      const groups: T[][] = [];
      while (groups.length < limit) {
        const full = [...underWay].filter(([, n]) => n >= options.mostOfOne).map(([id]) => id);
        const group = await options.claim(full).catch((error: unknown) => {
          // What was claimed before it must still be worked on.
          if (groups.length === 0) throw error;
          return null;
        });
        if (!group) break;
        count(group[0]?.connection_id ?? '', 1);
        groups.push(group);
      }
      return groups;
    },
    async work(group, stopping) {
      try {
        await options.work(group, stopping);
      } finally {
        count(group[0]?.connection_id ?? '', -1);
      }
    },
  };
}
