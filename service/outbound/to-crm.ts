import type { PushError } from '../../shared/push.js';
import type { ObjectName } from '../../shared/records.js';
import { CrmError, ReconnectNeeded, type WriteFault, type WriteInput } from '../connectors/connector.js';
import { withCorrelation } from '../log.js';
import { type CompiledMapping, compileMapping } from '../mapping/compile-mapping.js';
import { fieldsByName } from '../mapping/fields-by-name.js';
import { openSession } from '../oauth/open-session.js';
import type { Services } from '../services.js';
import { Connection, EntityLink, SyncLog, Workspace } from '../store/models/index.js';
import { findMapping } from '../store/queries/find-mapping.js';
import { readFields } from '../sync/read-fields.js';
import { backoffMs } from './backoff.js';
import { type ClaimedPush, type PushOutcome, settlePush } from './claim-pushes.js';
import { callToFields } from './push-payload.js';
import { PushRefused, type PushWork, resolveTargets, type Targets } from './resolve-targets.js';

const MAX_ATTEMPTS = 5;

/** Sends one claimed push and writes what became of it. Never throws for what a CRM does. */
export function sendPush(services: Services, push: ClaimedPush): Promise<void> {
  return withCorrelation(push.correlation_id, async () => {
    let outcome: PushOutcome;
    try {
      outcome = await trySend(services, push);
    } catch (error) {
      outcome = outcomeOf(services, push, error);
      services.log.warn(
        { err: error, push_id: push.id, state: outcome.state, attempts: push.attempts },
        'push not sent',
      );
    }
    const settled = await services.store.transaction(async (transaction) => {
      if (!(await settlePush(services.store, push, outcome, transaction))) return false;
      if (outcome.remoteId !== undefined) {
        await EntityLink.upsert(
          {
            connectionId: push.connection_id,
            object: 'activity',
            remoteId: outcome.remoteId,
            workspaceId: push.workspace_id,
            localId: push.local_id,
          },
          { transaction },
        );
      }
      if (outcome.state === 'failed' || outcome.state === 'dead')
        await logFailure(push, outcome, transaction);
      return true;
    });
    if (settled) services.log.info({ push_id: push.id, state: outcome.state }, 'push settled');
  });
}

async function trySend(services: Services, push: ClaimedPush): Promise<PushOutcome> {
  const { connector, session, connection } = await openSession(services, push.connection_id);
  const workspace = await Workspace.findByPk(push.workspace_id, { rejectOnEmpty: true });
  const mappingFor = async (object: ObjectName): Promise<CompiledMapping> => {
    const { fields } = await readFields(
      services,
      connection.id,
      async () => ({ connector, session }),
      object,
    );
    const { rows } = await findMapping(workspace, connector, object);
    return compileMapping(object, rows, { crmFields: fieldsByName(fields) });
  };
  if (connection.metadata.writes_prepared !== true) {
    const prepared = { ...(await connector.prepareWrites(session)), writes_prepared: true };
    session.metadata = { ...session.metadata, ...prepared };
    await Connection.update(
      { metadata: session.metadata },
      { where: { id: connection.id, accountId: connection.accountId } },
    );
  }
  const work: PushWork = { services, push, connector, session, contactMapping: await mappingFor('contact') };
  const targets = await resolveTargets(work);
  const activity = await mappingFor('activity');
  return write(work, activity, targets);
}

async function write(
  { push, connector, session }: PushWork,
  activity: CompiledMapping,
  targets: Targets,
): Promise<PushOutcome> {
  const { values, errors } = activity.toCrm(callToFields(push.payload.call));
  const held = errors.find((error) => error.code === 'picklist_unmapped');
  if (held) {
    const value = push.payload.call[held.field as keyof typeof push.payload.call];
    throw new PushRefused(
      'picklist_unmapped',
      `${connector.label} has no “${String(value)}”.`,
      held.field,
      String(value),
    );
  }
  const input: WriteInput = {
    key: push.write_key,
    remoteId: null,
    values,
    associations: (['contact', 'company', 'deal'] as const).flatMap((object) => {
      const remoteId = targets[object];
      return remoteId === null ? [] : [{ object, remoteId }];
    }),
  };
  const known = push.state === 'checking' ? await connector.findByKey(session, 'activity', input) : null;
  const [result] = await connector.write(session, 'activity', [{ ...input, remoteId: known }]);
  if (!result?.ok) throw new WriteRefused(result?.error ?? null, activity, push);
  return {
    state: known === null ? 'sent' : 'already_there',
    error: null,
    sent: true,
    remoteId: result.remoteId,
    remoteUrl: connector.recordUrl(session.accountId, session.metadata, 'activity', result.remoteId),
    contactName: targets.contactName,
    associations: { contact: targets.contact, company: targets.company, deal: targets.deal },
  };
}

/** The CRM refused the activity itself; its field is told in our words. */
class WriteRefused extends PushRefused {
  constructor(fault: WriteFault | null, activity: CompiledMapping, push: ClaimedPush) {
    const row = [...activity.rows.values()].find(({ target }) => target === fault?.field);
    const value = row ? push.payload.call[row.field as keyof typeof push.payload.call] : undefined;
    super(
      fault?.code ?? 'crm_rejected',
      fault?.message ?? 'The CRM refused the call.',
      row?.field ?? fault?.field ?? null,
      value === undefined ? (fault?.value ?? null) : String(value),
    );
    this.pushError.vendor_code = fault?.vendorCode ?? null;
  }
}

/** What a failed try means: wait, look, give up, or tell a person. */
function outcomeOf(services: Services, push: ClaimedPush, error: unknown): PushOutcome {
  const after = (ms: number): Date => new Date(services.clock.now().getTime() + ms);
  if (error instanceof PushRefused) return { state: 'failed', error: error.pushError };
  if (error instanceof ReconnectNeeded) return { state: restState(push), freeTry: true, error: null };
  if (!(error instanceof CrmError))
    return retryOrDie(push, 'internal', 'Something went wrong on our side.', after, false);
  const vendor = error.vendorCode ?? (error.status === null ? null : String(error.status));
  if (error.outcomeUnknown)
    return retryOrDie(push, 'crm_unreachable', 'The CRM did not answer.', after, true);
  switch (error.kind) {
    case 'rate_limit':
      return {
        state: push.state === 'checking' ? 'checking' : 'waiting_for_quota',
        freeTry: true,
        nextTryAt: after(error.retryAfterMs ?? 10_000),
        error: null,
      };
    case 'unavailable':
    case 'other':
      return retryOrDie(push, 'crm_unreachable', 'The CRM did not answer.', after, push.state === 'checking');
    default:
      return {
        state: 'failed',
        error: {
          code: `crm_${error.kind}`,
          message: error.message,
          field: error.field,
          value: null,
          vendor_code: vendor,
        },
      };
  }
}

/** A push that may have arrived keeps looking first, whatever else happens to it. */
const restState = (push: ClaimedPush): 'queued' | 'checking' =>
  push.state === 'checking' ? 'checking' : 'queued';

function retryOrDie(
  push: ClaimedPush,
  code: string,
  message: string,
  after: (ms: number) => Date,
  mayHaveArrived: boolean,
): PushOutcome {
  const error: PushError = { code, message, field: null, value: null, vendor_code: null };
  if (push.attempts >= MAX_ATTEMPTS) return { state: 'dead', error };
  return { state: mayHaveArrived ? 'checking' : 'queued', error, nextTryAt: after(backoffMs(push.attempts)) };
}

async function logFailure(
  push: ClaimedPush,
  outcome: PushOutcome,
  transaction: import('sequelize').Transaction,
): Promise<void> {
  await SyncLog.create(
    {
      workspaceId: push.workspace_id,
      connectionId: push.connection_id,
      level: 'error',
      code: outcome.error?.code ?? outcome.state,
      message: `Call ${push.local_id} was not sent: ${outcome.error?.message ?? 'no answer'}`,
      object: 'activity',
    },
    { transaction },
  );
}
