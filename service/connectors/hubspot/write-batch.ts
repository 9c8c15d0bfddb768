import { type ConnectorSession, CrmError } from '../connector.js';
import { isOpen } from '../write-outcome.js';
import { existingId, kindOfRow, toWriteFault } from './classify.js';
import { PATHS, send } from './client.js';
import { HUBSPOT_OBJECTS, type HubspotObject, MAIN_TYPE } from './objects.js';
import type { BatchAnswer, ErrorEnvelope } from './types.js';
import type { Row } from './write-row.js';

export type BatchKind = 'create' | 'update' | 'upsert';

/**
 * Sends rows (at most 100) as one batch and settles each. Where HubSpot refuses the batch as a whole, it is halved
 * until the row to blame stands alone.
 */
export async function runBatch(
  session: ConnectorSession,
  info: HubspotObject,
  kind: BatchKind,
  rows: Row[],
): Promise<void> {
  if (rows.length === 0) return;
  let answer: BatchAnswer;
  try {
    answer = await send<BatchAnswer>(session, `${PATHS.objects(info.type)}/batch/${kind}`, {
      inputs: rows.map((row, i) => toInput(row, kind, i)),
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const [row] = rows;
    if (row && rows.length === 1) return settleFault(row, kind, error);
    const middle = Math.ceil(rows.length / 2);
    await runBatch(session, info, kind, rows.slice(0, middle));
    return runBatch(session, info, kind, rows.slice(middle));
  }
  settle(rows, kind, answer);
  const left = rows.filter(isOpen);
  // A create is not repeatable: its caller looks first.
  if (kind === 'create') return;
  if (rows.length > 1) for (const row of left) await runBatch(session, info, kind, [row]);
}

function isRefusal(error: unknown): error is CrmError {
  return (
    error instanceof CrmError &&
    !error.outcomeUnknown &&
    (error.kind === 'validation' || error.kind === 'conflict' || error.kind === 'not_found')
  );
}

function toInput(row: Row, kind: BatchKind, index: number): object {
  // With a trace id HubSpot answers row by row instead of refusing the batch.
  const common = { properties: row.properties, objectWriteTraceId: String(index) };
  if (kind === 'update') return { ...common, id: row.id };
  if (kind === 'upsert') return { ...common, id: row.id, idProperty: row.idProperty };
  return { ...common, associations: newLinks(row) };
}

function newLinks(row: Row): object[] {
  row.isLinked = true;
  return row.input.associations.flatMap(({ object, remoteId }) => {
    const link = row.info.links[HUBSPOT_OBJECTS[MAIN_TYPE[object]].type];
    const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: link?.plain }];
    return link ? [{ to: { id: remoteId }, types }] : [];
  });
}

function settle(rows: Row[], kind: BatchKind, answer: BatchAnswer): void {
  const results = answer.results ?? [];
  for (const [position, result] of results.entries()) {
    const row =
      rows[Number(result.objectWriteTraceId ?? Number.NaN)] ??
      rows.find((each) => isOpen(each) && isAbout(each, result)) ??
      // Nothing tells them apart: with as many results as rows they stand in order.
      (results.length === rows.length ? rows[position] : undefined);
    if (row)
      row.outcome = { id: result.id, created: kind === 'create' || result.new === true, record: result };
  }
  for (const error of answer.errors ?? []) {
    const row = rowOf(rows, error);
    if (row) settleFault(row, kind, error);
  }
}

function isAbout(row: Row, result: { id: string; properties?: Record<string, string | null> }): boolean {
  if (row.idProperty === null) return row.id === result.id;
  return result.properties?.[row.idProperty]?.toLowerCase() === row.id?.toLowerCase();
}

function rowOf(rows: Row[], error: ErrorEnvelope): Row | undefined {
  const trace = error.context?.['objectWriteTraceId']?.[0];
  if (trace !== undefined) return rows[Number(trace)];
  const ids = [...(error.context?.['ids'] ?? []), ...(error.context?.['id'] ?? [])];
  const named = rows.find((row) => isOpen(row) && row.id !== null && ids.includes(row.id));
  const open = rows.filter(isOpen);
  return named ?? (open.length === 1 ? open[0] : undefined);
}

function settleFault(row: Row, kind: BatchKind, error: ErrorEnvelope | CrmError): void {
  // A contact with that e-mail address is there already: the one we wanted, unless we meant to change another.
  const existing = kind === 'update' ? null : existingId(error);
  if (existing !== null) {
    row.outcome = { id: existing, created: false };
    // Its values and links are the CRM's.
    row.isLinked = true;
    return;
  }
  const rowKind = error instanceof CrmError ? error.kind : kindOfRow(error);
  if (rowKind === 'rate_limit' || rowKind === 'permission' || rowKind === 'unavailable')
    throw error instanceof CrmError
      ? error
      : new CrmError(rowKind, error.message ?? 'HubSpot refused the batch');
  row.outcome = { fault: toWriteFault(error, row.properties) };
}
