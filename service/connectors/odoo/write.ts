import type { ObjectName } from '../../../shared/records.js';
import {
  type ConnectorSession,
  CrmError,
  type RemoteValues,
  type WriteFault,
  type WriteInput,
  type WriteResult,
} from '../connector.js';
import { call } from './client.js';
import { companyFor } from './currency.js';
import { type Cell, encodeValues, faultOf } from './encode.js';
import { externalName, findExternalIds } from './external-ids.js';
import { fieldsOf } from './lists.js';
import { type LoadRow, loadRows } from './load.js';
import { joinName, partsOf, splitName } from './names.js';
import { CURRENCY, FIRST_NAME, LAST_NAME } from './objects.js';
import { toId } from './parts.js';
import { readMany } from './read.js';
import { MODELS } from './types.js';
import { writeActivities } from './write-activities.js';

/** One write on its way. */
interface Job {
  input: WriteInput;
  name: string;
  cells: Cell[];
  isLost: boolean;
  outcome: { id: number; created: boolean } | { fault: WriteFault } | null;
}

/**
 * Writes up to 100 records: those with a remote id by that id, the others under their external id, which makes a record
 * once however often it is sent. Activities are notes and go their own way.
 *
 * @throws CrmError when Odoo cannot be asked or the answer was lost; what single records lack is in the results.
 */
export async function write(
  session: ConnectorSession,
  object: ObjectName,
  inputs: WriteInput[],
): Promise<WriteResult[]> {
  if (object === 'activity') return writeActivities(session, inputs);
  const current = await currentValues(session, object, inputs);
  const jobs = await Promise.all(inputs.map((input) => toJob(session, object, input, current)));
  await create(session, object, jobs.filter(isOpen));
  for (const job of jobs.filter(isOpen)) await update(session, object, job);
  for (const job of jobs)
    if (job.isLost && job.outcome && 'id' in job.outcome) await lose(session, job.outcome.id);
  return tellWritten(session, object, jobs);
}

const isOpen = ({ outcome }: Job): boolean => outcome === null;

async function toJob(
  session: ConnectorSession,
  object: ObjectName,
  input: WriteInput,
  current: ReadonlyMap<string, RemoteValues>,
): Promise<Job> {
  const known = await fieldsOf(session, MODELS[object]);
  const isCreate = input.remoteId === null;
  const named = object === 'contact' ? { ...input.values, ...nameOf(input, current) } : input.values;
  const values = isCreate ? withoutEmpty({ ...ofKind(object), ...named }) : named;
  const job: Job = { input, name: externalName(input.key), cells: [], isLost: false, outcome: null };
  const company =
    object === 'deal' ? companyFor(session, input, current.get(input.remoteId ?? '')) : { vals: {} };
  if ('fault' in company) return { ...job, outcome: company };
  const more = { ...linkOf(object, input), ...company.vals };
  const encoded = await encodeValues(session, known, { ...values, ...more });
  if ('fault' in encoded) return { ...job, outcome: { fault: encoded.fault } };
  const cells = [...encoded.cells, ...linkCells(object, input)];
  if (isCreate && !cells.some(({ field, text }) => field === 'name' && text !== ''))
    return { ...job, outcome: { fault: faultOf('required_missing', 'Odoo needs a name', 'name', null) } };
  return { ...job, cells, isLost: encoded.isLost };
}

/** What makes a new record one of its object. */
function ofKind(object: ObjectName): Record<string, unknown> {
  if (object === 'deal') return { type: 'opportunity' };
  return object === 'company' ? { is_company: true } : { is_company: false, type: 'contact' };
}

/** A deal that goes to a stage is no lost one any more. */
function linkOf(object: ObjectName, { remoteId, values }: WriteInput): Record<string, unknown> {
  const reopens =
    object === 'deal' && remoteId !== null && values['stage_id'] && values['stage_id'] !== 'lost';
  return reopens ? { active: true } : {};
}

/** Odoo has one link of a contact, to its company, and one of a deal: to the contact, else to the company. */
function linkCells(object: ObjectName, { associations }: WriteInput): Cell[] {
  const find = (target: ObjectName) => associations.find((each) => each.object === target)?.remoteId;
  const field = object === 'contact' ? 'parent_id' : object === 'deal' ? 'partner_id' : null;
  const id = object === 'contact' ? find('company') : (find('contact') ?? find('company'));
  if (field === null || id === undefined) return [];
  return [{ field, typed: Number(id), column: `${field}/.id`, text: id }];
}

function withoutEmpty(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== ''));
}

/** Values, by id, of records whose write depends on what is there: one part of a name, the currency of a deal. */
async function currentValues(
  session: ConnectorSession,
  object: ObjectName,
  inputs: readonly WriteInput[],
): Promise<Map<string, RemoteValues>> {
  const depends = ({ remoteId, values }: WriteInput) =>
    remoteId !== null &&
    (object === 'contact' ? FIRST_NAME in values !== LAST_NAME in values : CURRENCY in values);
  const ids = inputs.filter(depends).map(({ remoteId }) => remoteId ?? '');
  if (ids.length === 0) return new Map();
  const records = await readMany(session, object, ids, ['name', CURRENCY]);
  return new Map(records.map(({ remoteId, values }) => [remoteId, values]));
}

/** The two parts as one name; a person without any is called by their e-mail address or number. */
function nameOf(
  { remoteId, values }: WriteInput,
  names: ReadonlyMap<string, RemoteValues>,
): Record<string, unknown> {
  if (!(FIRST_NAME in values) && !(LAST_NAME in values) && (remoteId !== null || 'name' in values)) return {};
  const name = joinName(...partsOf({ ...names.get(remoteId ?? ''), ...values }));
  const instead = remoteId === null ? (values['email'] ?? values['phone']) : undefined;
  return name === '' && !instead ? {} : { name: name || instead };
}

async function create(session: ConnectorSession, object: ObjectName, jobs: Job[]): Promise<void> {
  const fresh = jobs.filter(({ input }) => input.remoteId === null);
  if (fresh.length === 0) return;
  const model = MODELS[object];
  const there = await findExternalIds(
    session,
    model,
    fresh.map(({ name }) => name),
  );
  const rows = fresh.map(({ name, cells }): LoadRow => ({ name, cells, outcome: null }));
  await loadRows(session, model, rows);
  for (const [i, job] of fresh.entries()) {
    const outcome = rows[i]?.outcome ?? null;
    if (outcome === null) continue;
    job.outcome = 'id' in outcome ? { id: outcome.id, created: there?.has(job.name) !== true } : outcome;
  }
}

async function update(session: ConnectorSession, object: ObjectName, job: Job): Promise<void> {
  const id = toId(job.input.remoteId ?? '');
  if (id === null) {
    job.outcome = { fault: faultOf('not_found', 'Odoo has no record of this id', null, job.input.remoteId) };
    return;
  }
  const vals = Object.fromEntries(job.cells.map(({ field, typed }) => [field, typed]));
  job.outcome = await attempt(job, async () => {
    if (job.cells.length > 0)
      await call(session, MODELS[object], 'write', { vals }, { ids: [id], writes: true });
    return { id, created: false };
  });
}

/** A refusal of one record is its own; whatever concerns the account or the connection is thrown. */
async function attempt(
  { cells }: Job,
  work: () => Promise<{ id: number; created: boolean }>,
): Promise<Job['outcome']> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CrmError) || !['validation', 'not_found', 'permission'].includes(error.kind))
      throw error;
    const { field, message, vendorCode } = error;
    const value = cells.find((cell) => cell.field === field)?.text ?? null;
    const code = error.kind === 'validation' ? 'invalid_value' : error.kind;
    return { fault: { code, message, field, value, vendorCode } };
  }
}

async function lose(session: ConnectorSession, id: number): Promise<void> {
  await call(session, MODELS.deal, 'action_set_lost', {}, { ids: [id], writes: true });
}

/** What was written, as a pull will bring it. */
async function tellWritten(
  session: ConnectorSession,
  object: ObjectName,
  jobs: Job[],
): Promise<WriteResult[]> {
  const ids = jobs.flatMap(({ outcome }) => (outcome && 'id' in outcome ? [String(outcome.id)] : []));
  const fields = [...new Set([CURRENCY, ...jobs.flatMap(({ cells }) => cells.map(({ field }) => field))])];
  const records = await readMany(session, object, ids, fields).catch((error: unknown) => {
    // The writes are done: the next pull tells the same.
    if (error instanceof CrmError) return [];
    throw error;
  });
  const byId = new Map(records.map((record) => [record.remoteId, record]));
  return jobs.map(({ input, outcome }) => {
    const { key } = input;
    if (outcome && 'fault' in outcome) return { ok: false, key, error: outcome.fault };
    if (!outcome)
      throw new CrmError('other', 'Odoo did not say what became of a record', { outcomeUnknown: true });
    const record = byId.get(String(outcome.id));
    const done = { ok: true as const, key, remoteId: String(outcome.id), created: outcome.created };
    if (!record) return done;
    const values = { ...record.values, ...writtenName(object, input, record.values) };
    return { ...done, written: { values, updatedAt: record.updatedAt } };
  });
}

/** A name is read in the parts in which it was written, which nothing stored tells yet. */
function writtenName(object: ObjectName, { values }: WriteInput, read: RemoteValues): RemoteValues {
  if (object !== 'contact' || !(FIRST_NAME in values || LAST_NAME in values)) return {};
  const [first, last] = splitName(read['name'], { ...read, ...values });
  return { [FIRST_NAME]: first, [LAST_NAME]: last };
}
