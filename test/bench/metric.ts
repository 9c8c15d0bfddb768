/** One figure of a bench: how one thing compares with another that was measured beside it. */
export interface Metric {
  name: string;
  ratio: number;
  target: number;
  /** Whether the ratio must not be above its target, rather than not below. */
  isCeiling: boolean;
  pass: boolean;
  /** Largest over smallest ratio of the repetitions. */
  spread: number;
  /** Rates and times behind it, for people. */
  note: string;
}

/** The metric of repeated measurements: median ratio, and how far they lie apart. */
export function toMetric(name: string, target: number, ratios: number[], note: string): Metric {
  const ratio = median(ratios);
  return {
    name,
    ratio,
    target,
    isCeiling: false,
    pass: ratio >= target,
    spread: Math.max(...ratios) / Math.min(...ratios),
    note,
  };
}

/** A metric whose ratio must not be above its target. The spread of ratios that are all 0 is 1. */
export function toCeiling(name: string, target: number, ratios: number[], note: string): Metric {
  const metric = toMetric(name, target, ratios, note);
  const spread = Number.isNaN(metric.spread) ? 1 : metric.spread;
  return { ...metric, isCeiling: true, pass: metric.ratio <= target, spread };
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
