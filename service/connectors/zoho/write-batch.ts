import { type ConnectorSession, CrmError } from '../connector.js';
import { isOpen } from '../write-outcome.js';
import { blame, existingId, kindOfRow, toWriteFault } from './classify.js';
import { ask, PATHS } from './client.js';
import type { ZohoObject } from './objects.js';
import type { RowAnswer } from './types.js';
import type { Row } from './write-row.js';
import { amend } from './write-values.js';

/** How a batch is written. `upsert` names the one field that is checked; Zoho's own choice would merge namesakes. */
export type Way = { kind: 'insert' | 'update' } | { kind: 'upsert'; by: string };

/** Each answer may name one field that a call cannot have; there are not more of those. */
const MOST_ROUNDS = 6;

/**
 * Sends rows (at most 100) as one batch and settles each, but for those whose key turned out to stand for a record: these
 * have their `id` then and no outcome.
 */
export async function runBatch(
  session: ConnectorSession,
  info: ZohoObject,
  way: Way,
  rows: Row[],
  keyField: string | null,
): Promise<void> {
  let open = rows.filter(isOpen);
  for (let round = 0; round < MOST_ROUNDS && open.length > 0; round++) {
    const amended = new Set<Row>();
    await sendRows(session, info, way, open, (row, answer) => {
      if (settle(info, way, row, answer, keyField)) amended.add(row);
    });
    open = [...amended];
  }
}

async function sendRows(
  session: ConnectorSession,
  info: ZohoObject,
  way: Way,
  rows: Row[],
  take: (row: Row, answer: RowAnswer | CrmError) => void,
): Promise<void> {
  const answers = await post(session, info, way, rows);
  if (answers instanceof CrmError) {
    const [row] = rows;
    if (row && rows.length === 1) return take(row, answers);
    const middle = Math.ceil(rows.length / 2);
    await sendRows(session, info, way, rows.slice(0, middle), take);
    return sendRows(session, info, way, rows.slice(middle), take);
  }
  for (const [i, row] of rows.entries()) take(row, answers[i] ?? {});
}

/** The answers in the order of the rows, or the refusal of the batch as a whole. */
async function post(
  session: ConnectorSession,
  { module }: ZohoObject,
  way: Way,
  rows: Row[],
): Promise<RowAnswer[] | CrmError> {
  const isUpdate = way.kind === 'update';
  try {
    const { body } = await ask<{ data?: RowAnswer[] }>(session, {
      method: isUpdate ? 'PUT' : 'POST',
      path: way.kind === 'upsert' ? PATHS.upsert(module) : PATHS.records(module),
      body: {
        data: rows.map(({ id, data }) => (isUpdate ? { ...data, id } : data)),
        ...(way.kind === 'upsert' ? { duplicate_check_fields: [way.by] } : {}),
        // No workflow of the account is set off: it would run again with every repetition.
        trigger: [],
      },
      writes: true,
    });
    if (body?.data?.length !== rows.length)
      throw new CrmError('other', 'Zoho did not say what became of every record', { outcomeUnknown: true });
    return body.data;
  } catch (error) {
    const isRefusal =
      error instanceof CrmError &&
      !error.outcomeUnknown &&
      ['validation', 'conflict', 'not_found'].includes(error.kind);
    if (isRefusal) return error;
    throw error;
  }
}

/** True when the row is to be sent once more without what was refused. */
function settle(
  info: ZohoObject,
  way: Way,
  row: Row,
  answer: RowAnswer | CrmError,
  keyField: string | null,
): boolean {
  const isThrown = answer instanceof CrmError;
  if (!isThrown && (answer.status === 'success' || answer.code === 'SUCCESS')) {
    const id = answer.details?.id ?? row.id;
    if (id === null) throw new CrmError('other', 'Zoho named no record', { outcomeUnknown: true });
    const created = way.kind === 'insert' || (way.kind === 'upsert' && answer.action === 'insert');
    row.outcome = { id, created: created && row.id === null };
    return false;
  }
  const kind = isThrown ? answer.kind : kindOfRow(answer);
  if (!isThrown && (kind === 'rate_limit' || kind === 'permission' || kind === 'unavailable'))
    throw new CrmError(kind, answer.message ?? 'Zoho refused a record', {
      ...(answer.code === undefined ? {} : { vendorCode: answer.code }),
    });
  const blamed = (isThrown ? answer.field : blame(answer.details)) ?? '';
  if (!isThrown && way.kind !== 'update' && kind === 'conflict' && settleTaken(row, answer, blamed, keyField))
    return false;
  const rest = kind === 'validation' ? amend(info.module, row.data, blamed, way.kind === 'update') : null;
  if (rest !== null) row.data = rest;
  else row.outcome = { fault: toWriteFault(answer, row.data) };
  return rest !== null;
}

/** A value that only one record may have is taken: by the one we wanted, if it is our key or a person's e-mail address. */
function settleTaken(row: Row, answer: RowAnswer, blamed: string, keyField: string | null): boolean {
  const id = existingId(answer);
  if (keyField !== null && blamed === keyField) {
    // Without an id our caller looks for it.
    row.id = id;
    row.isTaken = true;
    return true;
  }
  if (id === null || blamed !== 'Email') return false;
  row.outcome = { id, created: false };
  row.isForeign = true;
  return true;
}
