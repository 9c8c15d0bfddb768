import type { PushReceipt } from '../../../shared/push.js';
import type { Push } from '../../store/models/index.js';

const WAITING = ['queued', 'waiting_for_quota', 'checking'];

export function presentReceipt(push: Push, provider: string): PushReceipt {
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
    first_tried_at: push.firstTriedAt?.toISOString() ?? null,
    sent_at: push.sentAt?.toISOString() ?? null,
    created_at: push.createdAt.toISOString(),
    updated_at: push.updatedAt.toISOString(),
  };
}
