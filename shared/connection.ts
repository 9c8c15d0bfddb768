export const CONNECTION_STATUSES = ['active', 'needs_reauth', 'paused', 'disconnected'] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

/** Why a connection is not active, in a stable code: the elements have words for each. */
export type StatusReason =
  | 'grant_revoked'
  | 'grant_expired'
  | 'app_uninstalled'
  | 'paused_by_person'
  | 'paused_by_operator'
  | 'disconnected_by_person';

export const CHANNEL_STATES = ['open', 'partly_open', 'opening', 'closed'] as const;

/** How far the CRM tells of changes as they happen; polling brings them in any case. */
export interface ConnectionChannels {
  /** `partly_open`: for some objects. `opening`: not tried yet. `closed`: the CRM refused, or what was open lapsed. */
  state: (typeof CHANNEL_STATES)[number];
  /** Until when the first of those that are open lives; it is renewed long before. Null where none lapses. */
  expires_at: string | null;
  /** Why one could not be opened or renewed; it is tried again. */
  error: { code: string; message: string } | null;
}

export interface Connection {
  id: string;
  provider: string;
  status: ConnectionStatus;
  status_reason: StatusReason | null;
  status_since: string;
  account: { id: string; name: string; url: string | null };
  scopes: string[];
  /** Scopes we ask for and did not get, and the objects each one costs. */
  missing_scopes: { scope: string; objects: string[] }[];
  /** Name of the person who connected it, when the host named one in the embed token. */
  connected_by: string | null;
  connected_at: string;
  paused_by: string | null;
  /** Until when its key holds, as the person who made it told; null for CRMs that renew by themselves. */
  key_expires_at: string | null;
  /** Null for a CRM that is not asked, connection by connection, to tell of changes. */
  channels: ConnectionChannels | null;
  /** Calls that wait and go out once the connection is active again. */
  waiting_pushes: number;
  /** Records we hold, by object. */
  counts: Record<string, number>;
}

export const FLOW_STATES = ['pending', 'connected', 'failed', 'cancelled', 'expired'] as const;
export type FlowState = (typeof FLOW_STATES)[number];

/** One attempt to connect. `error.code` is one of the API's error codes. */
export interface ConnectFlow {
  flow_id: string;
  provider: string;
  state: FlowState;
  error: { code: string; message: string } | null;
  connection_id: string | null;
  expires_at: string;
}

/** Data of the message the callback page posts to its opener: a hint to poll now, never trusted as a result. */
export interface FlowHint {
  type: 'crm-connect:flow';
  flow_id: string;
}
