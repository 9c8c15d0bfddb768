import { defaultRule } from '../../shared/mapping.js';
import { placeholdersOf } from '../../shared/transforms.js';
import type { CheckedRow } from './checked-row.js';
import { fieldLabel } from './field-label.js';
import type { Flow, FlowField } from './find-cycles.js';

/**
 * From which fields a row takes what it puts where, over and over: the flows of a mapping are a graph. What goes over
 * only into an empty field, or only with a new record, cannot go round, and is none.
 */
export function flowsOf(row: CheckedRow): Flow[] {
  if (row.row.when === 'if_empty') return [];
  return [...(row.reads ? readFlows(row) : []), ...(writesAgain(row) ? writeFlows(row) : [])];
}

function readFlows(row: CheckedRow): Flow[] {
  const to = ourField(row.row.field, row.label);
  const found = row.crmFields.length > 0 ? row.crmFields : row.names.map((name) => ({ name, label: name }));
  const known = [...new Map(found.map(({ name, label }) => [name, crmField(name, label)])).values()];
  return sourcesOf(row, known, (name) => crmField(name, name)).map((from, index) => ({
    from,
    to,
    row,
    isFallback: index > 0 && !usesTemplate(row),
  }));
}

function writeFlows(row: CheckedRow): Flow[] {
  const { target } = row;
  if (target === undefined) return [];
  const label = row.crmFields.find(({ name }) => name === target)?.label ?? target;
  const to = crmField(target, label);
  const own = [ourField(row.row.field, row.label)];
  return sourcesOf(row, own, (name) => ourField(name, fieldLabel(name))).map((from) => ({
    from,
    to,
    row,
    isFallback: false,
  }));
}

function writesAgain({ row, object, writes }: CheckedRow): boolean {
  if (!writes) return false;
  if (row.direction === 'to_crm') return true;
  const rule = row.rule ?? defaultRule(object, row.field);
  return rule === 'crm_wins' || rule === 'host_wins';
}

/** The row's own fields; those that its text puts in instead, and none where its value is a fixed one. */
function sourcesOf(
  { row }: CheckedRow,
  own: FlowField[],
  named: (placeholder: string) => FlowField,
): FlowField[] {
  const templates = row.transforms.flatMap((step) => (step.name === 'template' ? [step.template] : []));
  if (templates.length > 0) return [...new Set(templates.flatMap(placeholdersOf))].map(named);
  return row.transforms.some(({ name }) => name === 'constant') ? [] : own;
}

const usesTemplate = ({ row }: CheckedRow): boolean => row.transforms.some(({ name }) => name === 'template');

const crmField = (name: string, label: string): FlowField => ({ id: `crm:${name}`, label: `“${label}”` });
const ourField = (name: string, label: string): FlowField => ({ id: `app:${name}`, label });
