import type { Fields, ObjectName } from '../../../shared/records.js';
import { decideRecord } from '../../conflicts/decide-record.js';
import { withOwnWrites } from '../../conflicts/own-writes.js';
import type { FieldRule } from '../../conflicts/rules-of.js';
import type { RemoteValues } from '../../connectors/connector.js';
import type { CompiledMapping, ConversionError } from '../../mapping/compile-mapping.js';
import { crmSideOf, leaveFilled, rulesOnceRead, wholeAfter } from '../../outbound/crm-side.js';
import { callToFields } from '../../outbound/push-payload.js';
import { missingToCreate, rulesToCreate, sidesOf, toWrite } from '../../outbound/record-rules.js';
import { onlyWritable, splitCustom } from '../../outbound/record-write.js';
import type { HostSide } from '../../store/queries/host-sides.js';
import type { TrialPush } from '../../store/queries/trial-records.js';
import type { Outcome } from './outcome.js';

/** What would be sent to the CRM of a record. */
export interface Writes {
  /** By field of the CRM. */
  values: RemoteValues;
  /** The write is refused because of these. */
  errors: readonly ConversionError[];
  /** What the host said of the fields that are written. */
  said: Fields;
}

const NOTHING: Writes = { values: {}, errors: [], said: {} };

/**
 * What goes to the CRM once a record was stored under a mapping, as it is decided there: first against our copy
 * (sync/meet-host-sides.ts), and if that asks for a write, against the CRM's own values (outbound/record-write.ts).
 *
 * @param rules those of the mapping, references left out: they do not depend on it.
 */
export function writesOf(
  compiled: CompiledMapping,
  rules: ReadonlyMap<string, FieldRule>,
  side: HostSide,
  { crm, waits }: Outcome,
  raw: RemoteValues,
  unsettled: readonly Fields[],
): Writes {
  if (waits) return NOTHING;
  const first = decideRecord(withOwnWrites(sidesOf(side, crm), unsettled), rules);
  if (Object.keys(toWrite(first)).length === 0) return NOTHING;
  const now = crmSideOf(compiled, raw);
  const decided = decideRecord(withOwnWrites(sidesOf(side, now), unsettled), rulesOnceRead(rules, compiled));
  const said = toWrite(onlyWritable(decided, compiled));
  if (Object.keys(said).length === 0) return NOTHING;
  const { values, errors } = toValues(compiled, said, wholeAfter(compiled, side.host, now, said));
  return { values: leaveFilled(compiled, values, raw), errors, said };
}

/** What a write that waits makes in the CRM; nothing while there is too little for a record. */
export function writesOfNew(
  object: ObjectName,
  compiled: CompiledMapping,
  rules: ReadonlyMap<string, FieldRule>,
  push: TrialPush,
): Writes {
  if (push.call !== null) {
    const said = callToFields(push.call);
    return { ...toValues(compiled, said, said), said };
  }
  const decided = decideRecord(sidesOf(push, {}), rulesToCreate(rules));
  const said = toWrite(onlyWritable(decided, compiled));
  if (Object.keys(said).length === 0 || missingToCreate(object, said).length > 0) return NOTHING;
  return { ...toValues(compiled, said, wholeAfter(compiled, push.host, {}, said)), said };
}

function toValues(compiled: CompiledMapping, said: Fields, whole: Fields): Omit<Writes, 'said'> {
  const { fields, custom } = splitCustom(said);
  return compiled.toCrm(fields, custom, whole);
}
