import type { MappingFault } from '../../shared/mapping.js';
import { type CheckedRow, reporter } from './checked-row.js';
import { type Flow, findCycles } from './find-cycles.js';
import { flowsOf } from './row-flows.js';

/**
 * Tells of rows that feed each other: what one writes another reads, and so on until it comes back to the first, so that
 * a value grows with each turn, or two change places for ever. A row that goes both ways between two fields is none.
 *
 * Where only alternates close the circle nothing grows, but a value that is taken away comes back: a warning.
 */
export function checkCycles(rows: readonly CheckedRow[], faults: MappingFault[]): void {
  const flows = rows.flatMap(flowsOf);
  const told = new Set<CheckedRow>();
  tellShortest(findCycles(flows.filter(({ isFallback }) => !isFallback)), 'error', told, faults);
  tellShortest(findCycles(flows), 'warning', told, faults);
}

/** The fewest circles that name every row that is in one: untangling these shows what is left. */
function tellShortest(
  cycles: readonly Flow[][],
  severity: MappingFault['severity'],
  told: Set<CheckedRow>,
  faults: MappingFault[],
): void {
  for (const cycle of [...cycles].sort((a, b) => a.length - b.length)) {
    const rows = rowsOf(cycle);
    if (rows.every((row) => told.has(row))) continue;
    for (const row of rows) told.add(row);
    tell(cycle, severity, faults);
  }
}

const rowsOf = (cycle: readonly Flow[]): CheckedRow[] =>
  [...new Set(cycle.map(({ row }) => row))].sort((a, b) => a.index - b.index);

function tell(cycle: readonly Flow[], severity: MappingFault['severity'], faults: MappingFault[]): void {
  const rows = rowsOf(cycle);
  const names = listed(rows.map(({ label }) => label));
  const path = [...cycle.map(({ from }) => from.label), cycle[0]?.from.label].join(' → ');
  const message =
    severity === 'error'
      ? `${names} feed each other: ${path}. A value would grow or change with every turn. Let one of them use another field.`
      : `${names} fall back on each other: ${path}. A value that is taken away comes back. Let one of them use one field only.`;
  for (const row of rows) reporter(faults, row)('cycle', severity, message, row.target);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
