import type { DealStage, PushReceipt } from '../../../shared/push.js';
import { kindOfPush, type PushPayload, type StagePayload } from '../../outbound/push-payload.js';
import type { Push } from '../../store/models/index.js';
import { stagePushesOf } from '../../store/queries/stage-pushes.js';
import type { Store } from '../../store/store.js';

const WAITING = ['queued', 'waiting_for_quota', 'checking'];

/** A push, and whose CRM it is for. */
export interface ProviderPush {
  push: Push;
  provider: string;
}

/** Receipts with the moves of deals that calls among them asked for. */
export async function presentReceipts(store: Store, rows: readonly ProviderPush[]): Promise<PushReceipt[]> {
  const stages = await stagePushesOf(
    store,
    rows.map(({ push }) => push),
  );
  return rows.map(({ push, provider }) => presentOne(push, provider, stages.get(push.id) ?? null));
}

export async function presentReceipt(store: Store, push: Push, provider: string): Promise<PushReceipt> {
  const [receipt] = await presentReceipts(store, [{ push, provider }]);
  return receipt as PushReceipt;
}

function presentOne(push: Push, provider: string, stage: Push | null): PushReceipt {
  return {
    push_id: push.id,
    object: push.object,
    local_id: push.localId,
    call_id: push.localId,
    provider,
    connection_id: push.connectionId,
    state: push.state,
    attempts: push.attempts,
    next_try_at: WAITING.includes(push.state) ? push.nextTryAt.toISOString() : null,
    remote_id: push.remoteId,
    remote_url: push.remoteUrl,
    contact_name: push.contactName,
    associations: {
      contact: push.associations.contact ?? null,
      company: push.associations.company ?? null,
      deal: push.associations.deal ?? null,
    },
    error: push.error,
    deal_stage: stageOf(stage ?? push),
    first_tried_at: push.firstTriedAt?.toISOString() ?? null,
    sent_at: push.sentAt?.toISOString() ?? null,
    created_at: push.createdAt.toISOString(),
    updated_at: push.updatedAt.toISOString(),
  };
}

function stageOf(push: Push): DealStage | null {
  const payload = push.payload as unknown as PushPayload;
  if (kindOfPush({ payload }) !== 'stage') return null;
  const { call_id, outcome, deal_remote_id, stage, label } = payload as StagePayload;
  const about = { push_id: push.id, state: stateOf(push), call_id, outcome, stage, label };
  return { ...about, deal: push.remoteId ?? deal_remote_id, note: push.note, error: push.error };
}

function stateOf({ state, note }: Push): DealStage['state'] {
  if (state === 'already_there' && note) return 'left_alone';
  return state === 'sent' || state === 'already_there' || state === 'failed' || state === 'dead'
    ? state
    : 'waiting';
}
