import type { Transaction } from 'sequelize';
import type { PushError } from '../../shared/push.js';
import { CrmError, ReconnectNeeded, type WriteFault, type WriteInput } from '../connectors/connector.js';
import { loadMapping, type OpenConnection } from '../fields/load-mapping.js';
import { withCorrelation } from '../log.js';
import type { CompiledMapping } from '../mapping/compile-mapping.js';
import { openSession } from '../oauth/open-session.js';
import type { Services } from '../services.js';
import { EntityLink, SyncLog } from '../store/models/index.js';
import { followLinks } from '../store/queries/upsert-records.js';
import { backoffMs } from './backoff.js';
import { type ClaimedPush, holdPush, type PushOutcome, settlePush } from './claim-pushes.js';
import { callToFields } from './push-payload.js';
import { PushLost, PushRefused, type PushWork, resolveTargets, type Targets } from './resolve-targets.js';
import { stoppable } from './stoppable.js';

const MAX_ATTEMPTS = 5;
/** A third of a push's lease. */
const BEAT_MS = 30_000;

/**
 * Sends one claimed push and writes what became of it. Never throws for what a CRM does. Stopped before anything is
 * written, it hands the push back; a write under way is waited for.
 */
export function sendPush(services: Services, push: ClaimedPush, stopping: AbortSignal): Promise<void> {
  return withCorrelation(push.correlation_id, async () => {
    let outcome: PushOutcome;
    const beat = setInterval(() => void holdPush(services.store, push).catch(() => undefined), BEAT_MS);
    beat.unref();
    try {
      outcome = await trySend(services, push, stopping);
    } catch (error) {
      if (error instanceof PushLost)
        return services.log.info({ push_id: push.id }, 'push left to its new owner');
      if (error === stopping.reason) {
        await settlePush(services.store, push, { state: restState(push), freeTry: true });
        return services.log.info({ push_id: push.id }, 'push given back, the process stops');
      }
      outcome = outcomeOf(services, push, error);
      services.log.warn(
        { err: error, push_id: push.id, state: outcome.state, attempts: push.attempts },
        'push not sent',
      );
    } finally {
      clearInterval(beat);
    }
    const settled = await services.store.transaction(async (transaction) => {
      if (!(await settlePush(services.store, push, outcome, transaction))) return false;
      if (outcome.remoteId !== undefined) await link(services, push, outcome.remoteId, transaction);
      if (outcome.state === 'failed' || outcome.state === 'dead')
        await logFailure(push, outcome, transaction);
      return true;
    });
    if (settled) services.log.info({ push_id: push.id, state: outcome.state }, 'push settled');
  });
}

/** The activity bears the host's id from now on, also where a pull was faster and gave it one. */
async function link(
  services: Services,
  push: ClaimedPush,
  remoteId: string,
  transaction: Transaction,
): Promise<void> {
  const { connection_id: connectionId, workspace_id: workspaceId, local_id: localId } = push;
  await EntityLink.upsert(
    { connectionId, object: 'activity', remoteId, workspaceId, localId },
    { transaction },
  );
  await followLinks(services.store, { connectionId, object: 'activity' }, [remoteId], transaction);
}

async function trySend(services: Services, push: ClaimedPush, stopping: AbortSignal): Promise<PushOutcome> {
  stopping.throwIfAborted();
  const opened = await openSession(services, push.connection_id, 'interactive');
  const open = { ...opened, session: stoppable(opened.session, stopping) };
  const { connector, session } = open;
  await prepare(services, open);
  const contactMapping = await loadMapping(services, open, 'contact');
  const activityMapping = await loadMapping(services, open, 'activity');
  const work: PushWork = { services, push, connector, session, contactMapping };
  stopping.throwIfAborted();
  const input = toInput(work, activityMapping, await resolveTargets(work));
  return write(work, activityMapping, input, stopping);
}

/** Once per connection: sees to it that the CRM can keep our write keys. */
async function prepare(
  services: Services,
  { connector, session, connection }: OpenConnection,
): Promise<void> {
  if (connection.metadata.writes_prepared === true) return;
  const prepared = { ...(await connector.prepareWrites(session)), writes_prepared: true };
  session.metadata = { ...session.metadata, ...prepared };
  await services.store.sequelize.query(
    'UPDATE crm_connections SET metadata = metadata || $3::jsonb WHERE id = $1 AND account_id = $2',
    { bind: [connection.id, connection.accountId, JSON.stringify(prepared)] },
  );
}

interface Input extends WriteInput {
  targets: Targets;
}

/** @throws PushRefused for a value the CRM has no choice for. */
function toInput({ push, connector }: PushWork, activity: CompiledMapping, targets: Targets): Input {
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
  const associations = (['contact', 'company', 'deal'] as const).flatMap((object) => {
    const remoteId = targets[object];
    return remoteId === null ? [] : [{ object, remoteId }];
  });
  return { key: push.write_key, remoteId: null, values, associations, targets };
}

async function write(
  { services, push, connector, session }: PushWork,
  activity: CompiledMapping,
  { targets, ...input }: Input,
  stopping: AbortSignal,
): Promise<PushOutcome> {
  // An activity that was settled before is changed; a try that may have arrived is looked for.
  const linked = await linkedActivity(push);
  const found =
    linked === null && push.state === 'checking'
      ? await connector.findByKey(session, 'activity', input)
      : null;
  stopping.throwIfAborted();
  if (!(await holdPush(services.store, push))) throw new PushLost('another worker has the push');
  const send = async (remoteId: string | null) =>
    (await connector.write(session, 'activity', [{ ...input, remoteId }]))[0];
  let result = await send(linked ?? found);
  // Somebody deleted it in the CRM meanwhile: the call is logged anew.
  if (linked !== null && result?.ok === false && result.error.code === 'not_found') result = await send(null);
  if (!result?.ok) throw new WriteRefused(result?.error ?? null, activity, push);
  return {
    state: found === null ? 'sent' : 'already_there',
    error: null,
    sent: true,
    remoteId: result.remoteId,
    remoteUrl: connector.recordUrl(session.accountId, session.metadata, 'activity', result.remoteId),
    contactName: targets.contactName,
    associations: { contact: targets.contact, company: targets.company, deal: targets.deal },
  };
}

async function linkedActivity(push: ClaimedPush): Promise<string | null> {
  const link = await EntityLink.findOne({
    where: { connectionId: push.connection_id, object: 'activity', localId: push.local_id, alias: false },
    order: [['createdAt', 'DESC']],
  });
  return link?.remoteId ?? null;
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
  // It waits for a person to connect again; the second keeps it from turning in circles should that not show yet.
  if (error instanceof ReconnectNeeded)
    return { state: restState(push), freeTry: true, error: null, nextTryAt: after(1_000) };
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

async function logFailure(push: ClaimedPush, outcome: PushOutcome, transaction: Transaction): Promise<void> {
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
