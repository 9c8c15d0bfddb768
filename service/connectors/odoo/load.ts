import { type ConnectorSession, CrmError, type WriteFault } from '../connector.js';
import { pause } from '../pause.js';
import { isSerializationLoss } from './classify.js';
import { call } from './client.js';
import type { Cell } from './encode.js';
import { externalId } from './external-ids.js';
import type { LoadAnswer } from './types.js';

/** Tries of a load that lost against another transaction; what is left then is tried again by the outbox. */
const TRIES = 4;
const FIRST_WAIT_MS = 100;

/** A record under an external id: made when it is new, updated in the given columns when it is not. */
export interface LoadRow {
  name: string;
  cells: Cell[];
  outcome: { id: number } | { fault: WriteFault } | null;
}

/**
 * Loads rows, each settled by its `outcome`. A load is all or nothing, so rows that Odoo blames are taken out and the
 * rest goes again; where it blames none, the rows are halved until one stands alone.
 *
 * @throws CrmError `unavailable` when other transactions keep getting in the way.
 */
export async function loadRows(session: ConnectorSession, model: string, rows: LoadRow[]): Promise<void> {
  const byColumns = new Map<string, LoadRow[]>();
  for (const row of rows.filter(({ outcome }) => outcome === null)) {
    const columns = JSON.stringify(row.cells.map(({ column }) => column));
    byColumns.set(columns, [...(byColumns.get(columns) ?? []), row]);
  }
  for (const group of byColumns.values()) await loadGroup(session, model, group);
}

async function loadGroup(session: ConnectorSession, model: string, rows: LoadRow[]): Promise<void> {
  if (rows.length === 0) return;
  const answer = await loadOnce(session, model, rows);
  if (Array.isArray(answer.ids)) return settle(rows, answer.ids);
  const errors = (answer.messages ?? []).filter(({ type }) => type !== 'warning');
  const blamed = new Set<LoadRow>();
  for (const error of errors) {
    const at = error.rows?.from ?? error.record;
    const row = rows.length === 1 ? rows[0] : at === undefined ? undefined : rows[at];
    if (!row || row.outcome !== null) continue;
    row.outcome = { fault: toFault(row, error) };
    blamed.add(row);
  }
  const left = rows.filter((row) => !blamed.has(row));
  if (blamed.size > 0) return loadGroup(session, model, left);
  if (rows.length === 1) {
    const [row] = rows;
    if (row) row.outcome = { fault: toFault(row, errors[0] ?? {}) };
    return;
  }
  const half = Math.ceil(rows.length / 2);
  await loadGroup(session, model, rows.slice(0, half));
  await loadGroup(session, model, rows.slice(half));
}

/** One load; the loser of two transactions at once goes again. */
async function loadOnce(session: ConnectorSession, model: string, rows: LoadRow[]): Promise<LoadAnswer> {
  const fields = ['id', ...(rows[0]?.cells ?? []).map(({ column }) => column)];
  const data = rows.map(({ name, cells }) => [externalId(name), ...cells.map(({ text }) => text)]);
  for (let tried = 1; ; tried++) {
    const { result } = await call<LoadAnswer | null>(
      session,
      model,
      'load',
      { fields, data },
      { writes: true },
    );
    if (result === null || typeof result !== 'object' || !('ids' in result))
      throw new CrmError('other', 'Odoo did not say what became of the records', { outcomeUnknown: true });
    const hasLost = (result.messages ?? []).some(({ message = '' }) => isSerializationLoss(message));
    if (result.ids !== false || !hasLost) return result;
    if (tried >= TRIES) throw new CrmError('unavailable', 'Odoo is busy with the same records');
    await pause(FIRST_WAIT_MS * 2 ** tried * (0.5 + Math.random()));
  }
}

function settle(rows: LoadRow[], ids: number[]): void {
  for (const [i, row] of rows.entries()) {
    const id = ids[i];
    if (typeof id === 'number') row.outcome = { id };
  }
}

function toFault(row: LoadRow, error: NonNullable<LoadAnswer['messages']>[number]): WriteFault {
  const named = Array.isArray(error.field) ? error.field[0] : error.field;
  const field = named?.split('/')[0] ?? null;
  const value = row.cells.find((cell) => cell.field === field)?.text ?? null;
  const message = error.message ?? 'Odoo refused this record';
  const code = /missing required|required field/i.test(message) ? 'required_missing' : 'invalid_value';
  return { code, message, field, value, vendorCode: null };
}
