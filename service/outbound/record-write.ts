import { QueryTypes } from 'sequelize';
import { APP_FIELDS, type Fields, type FieldValue, type ObjectName } from '../../shared/records.js';
import { type DecidedField, decideRecord } from '../conflicts/decide-record.js';
import { withOwnWrites } from '../conflicts/own-writes.js';
import type { WriteInput } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import type { ClaimedPush } from './claim-pushes.js';
import { leaveFilled, wholeAfter } from './crm-side.js';
import { PushRefused, restState } from './outcomes.js';
import type { Fresh, FreshRecord } from './record-fresh.js';
import { missingToCreate, rulesToCreate, sidesOf, toWrite } from './record-rules.js';
import type { ReadyWrite, SendGroup } from './sender.js';
import type { PushOutcome } from './settle-pushes.js';

/** What a push was decided on. */
export interface RecordContext {
  compiled: CompiledMapping;
  fresh: FreshRecord;
  decided: ReadonlyMap<string, DecidedField>;
  /** Fields that are written. */
  written: Fields;
  /** Remote ids that the record is linked to by the write, by our ref field. */
  refs: Record<string, string[]>;
}

const contexts = new WeakMap<PushOutcome, RecordContext>();

/** The context of a push that needed no write. */
export const contextOf = (outcome: PushOutcome): RecordContext | null => contexts.get(outcome) ?? null;

const REF_WAIT_MS = 1_000;

/** The write of what the host wins, or what became of a push that needs none. */
export async function toReadyWrite(
  group: SendGroup,
  push: ClaimedPush,
  { compiled, rules, remoteRef }: Fresh,
  fresh: FreshRecord,
): Promise<ReadyWrite<RecordContext> | PushOutcome | PushRefused> {
  const { connector } = group;
  const { side, record } = fresh;
  if (side === null) return { state: 'already_there', error: null };
  if (fresh.isGone)
    return new PushRefused('record_gone_in_crm', `${connector.label} no longer has this record.`);
  if (fresh.heldBy !== null && fresh.heldBy !== push.local_id)
    return new PushRefused(
      'record_linked_elsewhere',
      `${connector.label} has this contact already, as ${fresh.heldBy}.`,
      'email',
      String(side.host['email'] ?? ''),
    );
  const inUse = record === null ? rulesToCreate(rules) : rules;
  const sides = withOwnWrites(sidesOf(side, fresh.crm), fresh.unsettled);
  const decided = onlyWritable(decideRecord(sides, inUse), compiled);
  const written = toWrite(decided);
  const context: RecordContext = { compiled, fresh, decided, written, refs: {} };
  if (Object.keys(written).length === 0) return nothingToWrite(group, context);
  const missing = record === null ? missingToCreate(group.object, written) : [];
  if (missing.length > 0)
    return new PushRefused(
      'too_little_to_create',
      `${connector.label} needs ${missing.join(' or ')}.`,
      missing[0] ?? null,
    );
  const found = await findRefs(group, push, written, remoteRef);
  if (!found || 'state' in found || found instanceof PushRefused) return found;
  const values = toValues(connector.label, context, side.host);
  if (values instanceof PushRefused) return values;
  const input: WriteInput = {
    key: push.write_key,
    remoteId: record?.remoteId ?? null,
    values,
    associations: found.associations,
  };
  return { push, input, context: { ...context, refs: found.refs } };
}

/** Fields that no row writes, or that the CRM does not let us write, are not told to it. */
export function onlyWritable(
  decided: ReadonlyMap<string, DecidedField>,
  { object, writtenFields }: CompiledMapping,
): ReadonlyMap<string, DecidedField> {
  const isRef = (name: string) => APP_FIELDS[object].some((field) => field.name === name && field.target);
  return new Map(
    [...decided].map(([name, one]): [string, DecidedField] => [
      name,
      !one.toCrm || writtenFields.has(name) || isRef(name)
        ? one
        : { ...one, winner: 'crm', value: one.crm, toCrm: false, settled: true, why: 'rule' },
    ]),
  );
}

function nothingToWrite({ connector, session, object }: SendGroup, context: RecordContext): PushOutcome {
  const { remoteId } = context.fresh;
  const outcome: PushOutcome = {
    state: 'already_there',
    error: null,
    ...(remoteId === null
      ? {}
      : { remoteId, remoteUrl: connector.recordUrl(session.accountId, session.metadata, object, remoteId) }),
  };
  contexts.set(outcome, context);
  return outcome;
}

function toValues(
  label: string,
  { compiled, fresh, written }: RecordContext,
  host: Fields,
): WriteInput['values'] | PushRefused {
  const { fields, custom } = splitCustom(written);
  const whole = wholeAfter(compiled, host, fresh.crm, written);
  const { values, errors } = compiled.toCrm(fields, custom, whole);
  const [error] = errors;
  if (!error) return fresh.record === null ? values : leaveFilled(compiled, values, fresh.record.values);
  const value = written[error.field] ?? null;
  const message = error.code === 'picklist_unmapped' ? `${label} has no “${value}”.` : error.message;
  return new PushRefused(error.code, message, error.field, value === null ? null : String(value));
}

/** Fields by our names as mappings take them: custom ones by their own name. */
export function splitCustom(values: Fields): { fields: Fields; custom: Fields } {
  const fields: Fields = {};
  const custom: Fields = {};
  for (const [field, value] of Object.entries(values))
    if (field.startsWith('custom.')) custom[field.slice('custom.'.length)] = value;
    else fields[field] = value;
  return { fields, custom };
}

interface Found {
  associations: WriteInput['associations'];
  refs: Record<string, string[]>;
}

/** Remote ids of the records that the host names; one that is on its way to the CRM itself is waited for. */
async function findRefs(
  group: SendGroup,
  push: ClaimedPush,
  written: Fields,
  remoteRef: Fresh['remoteRef'],
): Promise<Found | PushOutcome | PushRefused> {
  const found: Found = { associations: [], refs: {} };
  for (const { name, target } of APP_FIELDS[group.object]) {
    if (target === undefined || !(name in written)) continue;
    for (const localId of listOf(written[name] ?? null)) {
      const remoteId = remoteRef(target, localId);
      if (remoteId === null) {
        if (await isOnItsWay(group, target, localId)) return waitForRef(group, push);
        return new PushRefused(
          `${target}_not_found`,
          `There is no ${target} ${localId} in ${group.connector.label}.`,
          name,
          localId,
        );
      }
      found.associations.push({ object: target, remoteId });
      found.refs[name] = [...(found.refs[name] ?? []), remoteId];
    }
  }
  return found;
}

const listOf = (value: FieldValue): string[] =>
  Array.isArray(value) ? value : value === null ? [] : [String(value)];

function waitForRef({ services }: SendGroup, push: ClaimedPush): PushOutcome {
  const nextTryAt = new Date(services.clock.now().getTime() + REF_WAIT_MS);
  return { state: restState(push), freeTry: true, error: null, nextTryAt };
}

/** Also true for one that has arrived since the links were read. */
async function isOnItsWay(
  { services, connection }: SendGroup,
  object: ObjectName,
  localId: string,
): Promise<boolean> {
  const rows = await services.store.sequelize.query(
    `SELECT 1 FROM crm_pushes WHERE connection_id = $1 AND object = $2 AND local_id = $3
        AND state IN ('queued', 'waiting_for_quota', 'sending', 'checking')
     UNION ALL SELECT 1 FROM crm_entity_links WHERE connection_id = $1 AND object = $2 AND local_id = $3 AND NOT alias LIMIT 1`,
    { bind: [connection.id, object, localId], type: QueryTypes.SELECT },
  );
  return rows.length > 0;
}
