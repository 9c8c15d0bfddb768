import { QueryTypes } from 'sequelize';
import type { CallInput } from '../../shared/push.js';
import type { Fields } from '../../shared/records.js';
import { isSame } from '../conflicts/values.js';
import type { RemoteValues } from '../connectors/connector.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import { textArray } from '../store/binary-arrays.js';
import type { ClaimedPush } from './claim-pushes.js';
import { fieldsToRead, leaveFilled } from './crm-side.js';
import { PushRefused } from './outcomes.js';
import { callToFields } from './push-payload.js';
import type { CallPush } from './resolve-targets.js';
import type { SendGroup } from './sender.js';

/** What is known of activities that are written again, where their mapping asks for it. */
export interface WrittenBefore {
  /** What the CRM has, by remote id. */
  held: ReadonlyMap<string, RemoteValues>;
  /** What the host gave last, by local id. */
  given: ReadonlyMap<string, Fields>;
}

/** @param linked remote ids of those that are in the CRM, by local id. */
export async function readWrittenBefore(
  group: SendGroup,
  compiled: CompiledMapping,
  pushes: readonly CallPush[],
  linked: ReadonlyMap<string, string>,
): Promise<WrittenBefore> {
  const again = pushes.filter((push) => linked.has(push.local_id));
  const before = { held: new Map<string, RemoteValues>(), given: new Map<string, Fields>() };
  if (again.length === 0) return before;
  const { connector, session } = group;
  if (compiled.conditions.ifEmpty.size > 0) {
    const ids = [...new Set(again.map((push) => linked.get(push.local_id) as string))];
    for (const { remoteId, mergedIds, values } of await connector.readMany(
      session,
      'activity',
      ids,
      fieldsToRead(compiled),
    ))
      for (const id of [remoteId, ...mergedIds]) before.held.set(id, values);
  }
  if (compiled.conditions.ifChanged.size > 0)
    for (const { local_id, call } of await readGiven(group, again))
      before.given.set(local_id, callToFields(call));
  return before;
}

/** What the host gave of activities when they were last settled. */
function readGiven(
  { services, connection }: SendGroup,
  pushes: readonly ClaimedPush[],
): Promise<{ local_id: string; call: CallInput }[]> {
  return services.store.sequelize.query(
    `SELECT DISTINCT ON (p.local_id) p.local_id, p.payload -> 'call' AS call FROM crm_pushes p
      WHERE p.workspace_id = $1 AND p.object = 'activity' AND p.local_id = ANY ($2::text[]) AND p.connection_id = $3
        AND p.state IN ('sent', 'already_there') AND p.payload ? 'call' AND p.id <> ALL ($4::uuid[])
      ORDER BY p.local_id, p.sequence DESC`,
    {
      bind: [
        ...[connection.workspaceId, textArray(pushes.map((push) => push.local_id)), connection.id],
        pushes.map((push) => push.id),
      ],
      type: QueryTypes.SELECT,
    },
  );
}

/** Values of a call by fields of the CRM: all of them, and those that its conditions let through. */
export interface CallValues {
  whole: RemoteValues;
  written: RemoteValues;
}

/** A refusal where the CRM has no choice for a value, and where a required one is missing. */
export function toCallValues(
  label: string,
  compiled: CompiledMapping,
  call: CallInput,
  before: { held: RemoteValues | null; given: Fields | null },
): CallValues | PushRefused {
  const fields = callToFields(call);
  const { values: whole, errors } = compiled.toCrm(fields);
  const refused = errors.find(({ code }) => code === 'picklist_unmapped' || code === 'required_empty');
  if (refused) {
    const value = fields[refused.field] ?? null;
    const message = refused.code === 'required_empty' ? refused.message : `${label} has no “${value}”.`;
    return new PushRefused(refused.code, message, refused.field, value === null ? null : String(value));
  }
  const changed = before.given === null ? whole : leaveUnchanged(compiled, whole, fields, before.given);
  return { whole, written: before.held === null ? changed : leaveFilled(compiled, changed, before.held) };
}

function leaveUnchanged(
  { conditions, rows, writtenRows }: CompiledMapping,
  values: RemoteValues,
  fields: Fields,
  given: Fields,
): RemoteValues {
  const unchanged = [...rows.values()].filter(
    ({ field, index }) =>
      writtenRows.has(index) && conditions.ifChanged.has(field) && isSame(fields[field], given[field]),
  );
  const targets = new Set(unchanged.map(({ target }) => target));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !targets.has(name)));
}
