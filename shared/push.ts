import type { ActivityKind, CallDirection, ObjectName } from './records.js';

export const PUSH_STATES = [
  'queued',
  'waiting_for_quota',
  'sending',
  'sent',
  'already_there',
  'checking',
  'failed',
  'dead',
] as const;
export type PushState = (typeof PUSH_STATES)[number];

/** Settled states: nothing more happens by itself. */
export const SETTLED_PUSH_STATES: readonly PushState[] = ['sent', 'already_there', 'failed', 'dead'];

/** A call (or other activity) as the host describes it. */
export interface CallInput {
  kind?: ActivityKind;
  subject?: string;
  body?: string;
  /** ISO 8601 with zone. */
  occurred_at: string;
  duration_s?: number;
  direction?: CallDirection;
  outcome?: string;
  /** https. */
  recording_url?: string;
  from_number?: string;
  to_number?: string;
  /** Our ids of what it belongs to, as in the canonical activity; the same as `contact.id`, `company.id`, `deal.id` beside it. */
  contact_id?: string;
  company_id?: string;
  deal_id?: string;
}

/** Who the call was with. Any one of the ids, the e-mail or the phone is enough. */
export interface ContactInput {
  id?: string;
  remote_id?: string;
  email?: string;
  /** As people write it; without a prefix it is an Italian one. */
  phone?: string;
  phone_e164?: string;
  first_name?: string;
  last_name?: string;
  /** Only used when the contact has to be made. */
  title?: string;
  country_iso?: string;
}

/** A company or deal by our id or by the CRM's. Left out: the contact's own company, and its deal when it has just one open. */
export interface RecordInput {
  id?: string;
  remote_id?: string;
}

export interface PushError {
  code: string;
  message: string;
  /** Canonical field to blame (`outcome`), when the CRM named one. */
  field: string | null;
  /** The value it refused. */
  value: string | null;
  /** The CRM's own code, for support. */
  vendor_code: string | null;
}

/** `left_alone`: the deal was not moved, for the reason in `note`. `waiting`: not settled yet. */
export const DEAL_STAGE_STATES = [
  'waiting',
  'sent',
  'already_there',
  'left_alone',
  'failed',
  'dead',
] as const;
export type DealStageState = (typeof DEAL_STAGE_STATES)[number];

/** Why a deal was left where it is. `deal_further_on`: it has come further than the stage. */
export const PUSH_NOTES = ['deal_closed', 'deal_further_on'] as const;
export interface PushNote {
  code: (typeof PUSH_NOTES)[number];
  message: string;
}

/** What the outcome of a call did to the stage of its deal. It has a push of its own, which never makes the call fail. */
export interface DealStage {
  push_id: string;
  state: DealStageState;
  /** Of the call. */
  call_id: string;
  outcome: string;
  /** Remote id. */
  deal: string;
  /** Where the deal was to go: the CRM's value, and its name when that is known. */
  stage: string;
  label: string | null;
  note: PushNote | null;
  error: PushError | null;
}

/** What the host sees of a push. */
export interface PushReceipt {
  push_id: string;
  object: ObjectName;
  /** The host's id of the record. */
  local_id: string;
  /** The same as `local_id`. */
  call_id: string;
  provider: string;
  connection_id: string;
  state: PushState;
  attempts: number;
  /** When the next try is due, for `queued` and `waiting_for_quota`. */
  next_try_at: string | null;
  remote_id: string | null;
  remote_url: string | null;
  /** Name of the contact it was logged on. */
  contact_name: string | null;
  associations: { contact: string | null; company: string | null; deal: string | null };
  error: PushError | null;
  /**
   * Of a call that was written: the move of its deal, null where the mapping asks for none. Of such a move: itself.
   */
  deal_stage: DealStage | null;
  first_tried_at: string | null;
  sent_at: string | null;
  created_at: string;
  updated_at: string;
}

/** A dead letter as its workspace sees it. */
export interface FailedPush extends PushReceipt {
  /** Who the call was with or what it was about, the record's name; null when neither is told. */
  title: string | null;
}

/** A push that the CRM refused (`failed`) or that was given up (`dead`): nothing more happens until somebody asks. */
export interface DeadLetter extends PushReceipt {
  app: { id: string; name: string };
  /** The host's id. */
  workspace_id: string;
  correlation_id: string;
  /** A newer push of the same record was asked for since: sending this one would bring an old state back. */
  superseded: boolean;
}

export const DEAD_STATES = ['failed', 'dead'] as const satisfies readonly PushState[];
export type DeadState = (typeof DEAD_STATES)[number];
