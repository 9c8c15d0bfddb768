import type { Limits } from '../settings.js';

/** Calls under way per account: all of them, and the heavier kinds. */
export class RunningCalls {
  private readonly all = new Map<string, number>();
  private readonly heavy = new Map<string, number>();
  /** Most calls of one account seen at once since the last reset. */
  peak = 0;

  /** Counts a call in; the answer counts it out again. Null when there are too many. */
  enter(orgId: string, isHeavy: boolean, limits: Limits): (() => void) | null {
    const all = this.all.get(orgId) ?? 0;
    const heavy = this.heavy.get(orgId) ?? 0;
    const isFull = limits.concurrency !== null && all >= limits.concurrency;
    const isHeavyFull = isHeavy && limits.sub_concurrency !== null && heavy >= limits.sub_concurrency;
    if (isFull || isHeavyFull) return null;
    this.add(orgId, isHeavy, 1);
    this.peak = Math.max(this.peak, all + 1);
    return () => this.add(orgId, isHeavy, -1);
  }

  private add(orgId: string, isHeavy: boolean, change: number): void {
    this.all.set(orgId, (this.all.get(orgId) ?? 0) + change);
    if (isHeavy) this.heavy.set(orgId, (this.heavy.get(orgId) ?? 0) + change);
  }
}
