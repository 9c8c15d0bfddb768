import type { Metric } from './metric.js';

/** A table of metrics for people; what missed its target is said once more below it, with by how much. */
export function toTable(metrics: Metric[]): string {
  const rows = metrics.map(({ name, ratio, target, isCeiling, pass, spread, note }) => [
    pass ? 'ok' : 'MISS',
    name,
    round(ratio),
    `${isCeiling ? '<=' : '>='} ${target}`,
    round(spread),
    note,
  ]);
  const all = [['', 'metric', 'ratio', 'target', 'spread', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const missed = metrics.filter(({ pass }) => !pass);
  const last =
    missed.length === 0
      ? `All ${metrics.length} targets were reached.`
      : [`${missed.length} of ${metrics.length} targets were missed:`, ...missed.map(tellMiss)].join('\n');
  return [...lines, '', last].join('\n');
}

function tellMiss({ name, ratio, target, isCeiling }: Metric): string {
  const off = target === 0 ? '' : `, ${Math.round(Math.abs(ratio / target - 1) * 100)} % off`;
  return `  ${name}: ${round(ratio)} instead of ${isCeiling ? 'at most' : 'at least'} ${target}${off}`;
}

/** Two digits that say something, however small the ratio is. */
const round = (value: number): string =>
  Math.abs(value) < 0.1 && value !== 0 ? value.toPrecision(2) : value.toFixed(2);
