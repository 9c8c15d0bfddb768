import type { CallInput, ContactInput, RecordInput } from '../../../../shared/push.js';
import { ServiceError } from '../../../errors.js';
import type { CallPayload } from '../../../outbound/push-payload.js';
import type { WorkspaceScope } from '../../../scope.js';
import { HostRecord } from '../../../store/models/index.js';

/** What a caller, or the host's backend before it, says of a call. */
export interface GivenCall {
  call?: CallInput | undefined;
  contact?: ContactInput | undefined;
  company?: RecordInput | undefined;
  deal?: RecordInput | undefined;
}

/**
 * The call as sent, else as the host registered it, in the one form that is kept.
 *
 * @throws ServiceError `call_unknown`, `contact_required`.
 */
export async function payloadOf(
  scope: WorkspaceScope,
  callId: string,
  given: GivenCall,
): Promise<CallPayload> {
  const kept = await HostRecord.findOne({
    where: { workspaceId: scope.id, object: 'activity', localId: callId },
  });
  const registered = (kept?.body ?? {}) as GivenCall;
  const described = given.call ?? registered.call;
  if (!described)
    throw new ServiceError('call_unknown', {
      detail: `The call ${callId} is not known. Send it as "call", or register it first.`,
    });
  const { contact_id, company_id, deal_id, ...call } = described;
  const contact = contactOf(given.contact ?? registered.contact ?? {}, contact_id);
  const company = given.company ?? registered.company ?? recordOf(company_id);
  const deal = given.deal ?? registered.deal ?? recordOf(deal_id);
  return { call, contact, ...(company ? { company } : {}), ...(deal ? { deal } : {}) };
}

function contactOf({ phone_e164, ...given }: ContactInput, id: string | undefined): ContactInput {
  const phone = given.phone ?? phone_e164;
  const contact = {
    ...given,
    ...(phone === undefined ? {} : { phone }),
    ...(given.id === undefined && id !== undefined ? { id } : {}),
  };
  if (contact.id || contact.remote_id || contact.email || contact.phone) return contact;
  const isNamed = Object.keys(contact).length > 0;
  throw new ServiceError('contact_required', {
    detail: isNamed
      ? 'A name alone does not tell who the call was with. Add contact.id, contact.email or contact.phone.'
      : 'Say who the call was with: contact.id, contact.email or contact.phone.',
    errors: [
      {
        path: 'contact',
        code: 'required',
        message: 'needs id, remote_id, email or phone',
        field: 'contact_id',
      },
    ],
  });
}

const recordOf = (id: string | undefined): RecordInput | undefined => (id === undefined ? undefined : { id });
