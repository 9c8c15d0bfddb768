const DAY_MS = 86_400_000;
const SLICE_MS = 60_000;

/** Credits each account used within the last 24 hours, counted by the minute. */
export class Credits {
  private readonly used = new Map<string, Map<number, number>>();

  /** Takes credits unless they would go over the limit; a refused call costs nothing. */
  take(orgId: string, cost: number, limit: number, now: number): { isOver: boolean; remaining: number } {
    const slices = this.used.get(orgId) ?? new Map<number, number>();
    this.used.set(orgId, slices);
    let total = 0;
    for (const [slice, credits] of slices) {
      if (slice * SLICE_MS <= now - DAY_MS) slices.delete(slice);
      else total += credits;
    }
    if (total + cost > limit) return { isOver: true, remaining: limit - total };
    const slice = Math.floor(now / SLICE_MS);
    slices.set(slice, (slices.get(slice) ?? 0) + cost);
    return { isOver: false, remaining: limit - total - cost };
  }

  /** Everything used by an account so far. */
  usedBy(orgId: string): number {
    return [...(this.used.get(orgId)?.values() ?? [])].reduce((sum, each) => sum + each, 0);
  }

  /** Adds to what an account used, as if calls had been made. */
  spend(orgId: string, credits: number, now: number): void {
    this.take(orgId, credits, Number.POSITIVE_INFINITY, now);
  }

  clear(): void {
    this.used.clear();
  }
}
