import type { Picklist } from '../../shared/mapping.js';
import { Fault, type Step } from './conversion.js';

export const PICKLIST_UNMAPPED = new Fault(
  'picklist_unmapped',
  'has no counterpart in the choices of this row: the record waits until one is given.',
);

/**
 * Exchanges one side's choice for the other's. Numbers and booleans are looked up by their text, lists item by item.
 * Where two choices share a counterpart, the first pair decides the way back.
 */
export function picklistStep(picklist: Picklist, way: 'from_crm' | 'to_crm'): Step {
  const choices = new Map<string, string>();
  for (const { app, crm } of picklist.values) {
    const [key, value] = way === 'from_crm' ? [crm, app] : [app, crm];
    if (!choices.has(key)) choices.set(key, value);
  }
  const other = otherStep(picklist, way);
  const exchange = (value: unknown): unknown => choices.get(keyOf(value)) ?? other(value);
  return (value) => (Array.isArray(value) ? exchangeList(value, exchange) : exchange(value));
}

function keyOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

function otherStep(picklist: Picklist, way: 'from_crm' | 'to_crm'): (value: unknown) => unknown {
  switch (picklist.other) {
    case 'keep':
      return (value) => value;
    case 'default': {
      const catchAll = way === 'from_crm' ? picklist.default_app : picklist.default_crm;
      return () => catchAll ?? PICKLIST_UNMAPPED;
    }
    case 'hold':
      return () => PICKLIST_UNMAPPED;
    default:
      return () => null;
  }
}

function exchangeList(values: readonly unknown[], exchange: (value: unknown) => unknown): unknown {
  const list: unknown[] = [];
  for (const value of values) {
    const exchanged = exchange(value);
    if (exchanged instanceof Fault) return exchanged;
    if (exchanged !== null) list.push(exchanged);
  }
  return list.length === 0 ? null : list;
}
