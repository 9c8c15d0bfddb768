import type {
  ObjectFreshness,
  OperatorStatus,
  PushBacklog,
  WebhookHealth,
  WebhookState,
} from '../../../shared/operator-status.js';
import type { ObjectName } from '../../../shared/records.js';
import type { RunError } from '../../../shared/run.js';
import type { Connector } from '../../connectors/connector.js';
import { connectorFor } from '../../connectors/registry.js';
import type { OperatorRow } from '../../store/queries/read-operator-status.js';
import { healthOf } from './health.js';
import { presentReconciled } from './reconciled.js';

/** State of one connection as the operator sees it. */
export function presentOperatorStatus(row: OperatorRow, now: Date): OperatorStatus {
  const connector = connectorFor(row.provider);
  const isOff = row.off_since !== null;
  const mayPoll = row.status === 'active' && !isOff && row.next_run_at instanceof Date;
  const nextAt = mayPoll ? (row.next_run_at as Date) : null;
  const error = row.current?.error ?? (row.last?.state === 'failed' ? row.last.error : null);
  const cursors = row.cursors ?? [];
  const hasBegun = cursors.some(({ delta_cursor }) => delta_cursor !== null);
  const facts = { status: row.status, isOff, hasBegun, hasCursors: cursors.length > 0 };
  return {
    app: { id: row.app_id, name: row.app_name },
    workspace_id: row.workspace_id,
    connection_id: row.connection_id,
    provider: row.provider,
    provider_label: connector.label,
    account: { id: row.account_id, name: row.account_name },
    status: row.status,
    status_reason: row.status_reason,
    status_since: row.status_since.toISOString(),
    health: healthOf({ ...facts, current: row.current, error, nextAt, now }),
    switched_off: isOff,
    error,
    next_sync_at: nextAt?.toISOString() ?? null,
    lag_s: nextAt && secondsSince(nextAt, now),
    failures: row.failures ?? 0,
    objects: connector.objects.map((object) => presentFreshness(object, row, now)),
    runs: { ...row.runs, oldest_at: iso(row.runs.oldest_at) },
    pushes: presentBacklog(row),
    dead_letters: { count: sum(Object.values(row.dead ?? {})), by_code: row.dead ?? {} },
    last_errors: (row.errors ?? []).map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
    webhooks: presentWebhooks(row, connector, now),
    reconciled: presentReconciled(row.reconciled),
  };
}

const iso = (at: string | null): string | null => (at === null ? null : new Date(at).toISOString());
const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);

/** Whole ones; 0 for a time to come. */
function secondsSince(at: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - at.getTime()) / 1000));
}

function presentFreshness(object: ObjectName, { cursors }: OperatorRow, now: Date): ObjectFreshness {
  const cursor = cursors?.find((one) => one.object === object);
  const at = cursor?.last_synced_at ?? null;
  return {
    object,
    last_synced_at: iso(at),
    age_s: at === null ? null : secondsSince(new Date(at), now),
    copied_at: iso(cursor?.backfilled_at ?? null),
    error: (cursor?.last_error as RunError | undefined) ?? null,
  };
}

function presentBacklog({ pushes }: OperatorRow): PushBacklog {
  const backlog: PushBacklog = { queued: 0, waiting_for_quota: 0, sending: 0, checking: 0, oldest_at: null };
  for (const { state, n } of pushes ?? []) Object.assign(backlog, { [state]: n });
  const times = (pushes ?? []).map(({ oldest_at }) => Date.parse(oldest_at));
  return { ...backlog, oldest_at: times.length === 0 ? null : new Date(Math.min(...times)).toISOString() };
}

function presentWebhooks(row: OperatorRow, connector: Connector, now: Date): WebhookState {
  const channels = row.channels ?? [];
  const lapses = channels.flatMap(({ expires_at }) => (expires_at === null ? [] : [Date.parse(expires_at)]));
  const expiresAt = lapses.length === 0 ? null : new Date(Math.min(...lapses));
  const error = channels.find((channel) => channel.error !== null)?.error ?? null;
  const isLapsed = expiresAt !== null && expiresAt <= now;
  return {
    health: webhookHealth(connector, {
      // One that could not be renewed works until it lapses.
      isBroken: isLapsed || channels.some((channel) => !channel.is_open && channel.error !== null),
      isOpen: channels.some((channel) => channel.is_open),
      isHeard: row.last_received_at !== null,
    }),
    last_received_at: row.last_received_at?.toISOString() ?? null,
    last_applied_at: row.last_applied_at?.toISOString() ?? null,
    waiting: row.events.waiting,
    oldest_at: iso(row.events.oldest_at),
    failed: row.events.failed,
    expires_at: expiresAt?.toISOString() ?? null,
    error: error && { code: error.code, message: error.message },
  };
}

/** What signs for all accounts of an app has no channels: only what came tells that it is on. */
function webhookHealth(
  { webhooks }: Connector,
  { isBroken, isOpen, isHeard }: { isBroken: boolean; isOpen: boolean; isHeard: boolean },
): WebhookHealth {
  if (!webhooks) return 'off';
  if (isBroken) return 'broken';
  if (isHeard) return 'on';
  return isOpen ? 'silent' : 'off';
}
