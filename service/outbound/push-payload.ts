import type { CallInput, ContactInput, RecordInput } from '../../shared/push.js';
import type { Fields } from '../../shared/records.js';

/** What is kept of a pushed call: the host's words, as they came. */
export interface CallPayload {
  /** Never written: the oldest pushes have none, and the same call must stay the same push. */
  kind?: 'call';
  call: CallInput;
  contact: ContactInput;
  company?: RecordInput;
  deal?: RecordInput;
}

/** A change the host made to a contact, company or deal. */
export interface RecordPayload {
  kind: 'record';
  /** What the host wanted written, `custom.x` too; decided anew when it is sent. */
  fields: Fields;
}

/** A deal that a call's outcome moves. */
export interface StagePayload {
  kind: 'stage';
  /** Of the call. */
  call_id: string;
  outcome: string;
  deal_remote_id: string;
  /** The CRM's own value of the deal stage, and its name as it was then. */
  stage: string;
  label: string | null;
  /** Null: whichever the stage stands in. */
  pipeline: string | null;
  backwards: boolean;
}

export type PushPayload = CallPayload | RecordPayload | StagePayload;
export type PushKind = 'call' | 'record' | 'stage';

export function kindOfPush({ payload }: { payload: PushPayload }): PushKind {
  return payload.kind ?? 'call';
}

/** The canonical activity of a call. Numbers have no field of their own in a CRM: they open the text. */
export function callToFields(call: CallInput): Fields {
  const numbers = [
    call.from_number && `From: ${call.from_number}`,
    call.to_number && `To: ${call.to_number}`,
  ].filter(Boolean);
  const body = [call.body ?? '', numbers.join('  ')].filter(Boolean).join('\n\n');
  return {
    kind: call.kind ?? 'call',
    subject: call.subject ?? defaultSubject(call),
    body: body === '' ? null : body,
    occurred_at: call.occurred_at,
    duration_s: call.duration_s ?? null,
    direction: call.direction ?? null,
    outcome: call.outcome ?? null,
    recording_url: call.recording_url ?? null,
  };
}

function defaultSubject(call: CallInput): string {
  if (call.kind !== undefined && call.kind !== 'call')
    return call.kind[0]?.toUpperCase() + call.kind.slice(1);
  if (call.direction === 'inbound') return 'Inbound call';
  return call.direction === 'outbound' ? 'Outbound call' : 'Call';
}
