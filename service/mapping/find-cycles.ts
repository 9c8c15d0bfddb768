import type { CheckedRow } from './checked-row.js';

export interface FlowField {
  /** The same for one field wherever it is named. */
  id: string;
  label: string;
}

/** A value that one row takes from a field of one side and puts into one of the other. */
export interface Flow {
  from: FlowField;
  to: FlowField;
  row: CheckedRow;
  /** Of an alternate that is read only where those before it are empty. */
  isFallback: boolean;
}

/**
 * Circles of flows that more than one row takes part in, each as its flows in order; of circles through the same write
 * the shortest. There and back by one row is none.
 *
 * Every circle goes through a write, and on from the field that is written by a read. So from each field that is written
 * one search goes out, which keeps of every field the ways there that begin with two different reads: a write is part
 * of a circle when one of them comes back to where it came from. Work grows with writes times flows.
 */
export function findCycles(flows: readonly Flow[]): Flow[][] {
  const alive = prune(flows);
  const byFrom = groupBy(alive, ({ from }) => from.id);
  const written = groupBy(alive.filter(isWrite), ({ to }) => to.id);
  const found = new Map<string, Flow[]>();
  for (const [field, writes] of written) {
    const ways = waysFrom(field, byFrom);
    for (const write of writes) {
      const way = ways.get(write.from.id)?.find((each) => isCircle(write, each));
      if (way === undefined) continue;
      const cycle = [write, ...unroll(way)];
      const key = [...new Set(cycle.map(({ row }) => row.index))].sort((a, b) => a - b).join();
      if (!found.has(key)) found.set(key, cycle);
    }
  }
  return [...found.values()];
}

const isWrite = ({ to }: Flow): boolean => to.id.startsWith('crm:');

/** Flows that something leads to and that lead on: no other is part of a circle. */
function prune(flows: readonly Flow[]): Flow[] {
  const begun = new Set(flows.map(({ from }) => from.id));
  const ended = new Set(flows.map(({ to }) => to.id));
  return flows.filter(({ from, to }) => ended.has(from.id) && begun.has(to.id));
}

function groupBy(flows: readonly Flow[], keyOf: (flow: Flow) => string): Map<string, Flow[]> {
  const groups = new Map<string, Flow[]>();
  for (const flow of flows) {
    const group = groups.get(keyOf(flow));
    if (group) group.push(flow);
    else groups.set(keyOf(flow), [flow]);
  }
  return groups;
}

/** A way to a field, as its last flow and the way before that. */
interface Way {
  flow: Flow;
  before: Way | null;
  /** The first flow of it. */
  first: Flow;
}

/** Directly back to where it was written from, by the very row that writes it, is no circle. */
function isCircle(write: Flow, way: Way): boolean {
  return way.before !== null || way.flow.row !== write.row;
}

const MOST_WAYS = 2;

/** By field: the shortest ways there from a field, at most two, which begin differently. */
function waysFrom(start: string, byFrom: ReadonlyMap<string, readonly Flow[]>): Map<string, Way[]> {
  const ways = new Map<string, Way[]>();
  let reached: Way[] = (byFrom.get(start) ?? []).map((flow) => ({ flow, before: null, first: flow }));
  while (reached.length > 0) {
    const next: Way[] = [];
    for (const way of reached) {
      const field = way.flow.to.id;
      const known = ways.get(field) ?? [];
      if (field === start || known.length >= MOST_WAYS || known.some(({ first }) => first === way.first))
        continue;
      ways.set(field, [...known, way]);
      for (const flow of byFrom.get(field) ?? []) next.push({ flow, before: way, first: way.first });
    }
    reached = next;
  }
  return ways;
}

function unroll(way: Way): Flow[] {
  const flows: Flow[] = [];
  for (let at: Way | null = way; at !== null; at = at.before) flows.unshift(at.flow);
  return flows;
}
