import { controlDoor } from '../../kit/control/door.js';
import type { HubspotContext } from '../context.js';
import { Refusal } from '../refusal.js';
import { merge, moveToBin } from './bin.js';
import { postFault } from './faults.js';
import { deleteField, listFields, patchField, postField } from './fields.js';
import { listRecords, postRecords } from './records.js';
import { postSettings } from './settings.js';
import { getWebhooks, postWebhooks, sendWebhooks, stormWebhooks } from './webhooks.js';

/** Answers a call to the control door. */
export const control = controlDoor<HubspotContext>({
  routes: {
    'GET /records': listRecords,
    'POST /records': postRecords,
    'POST /records/archive': moveToBin,
    'POST /records/restore': (context, call) => moveToBin(context, call, true),
    'POST /records/merge': merge,
    'GET /fields': listFields,
    'POST /fields': postField,
    'PATCH /fields': patchField,
    'DELETE /fields': deleteField,
    'POST /faults': postFault,
    'POST /settings': postSettings,
    'GET /webhooks': getWebhooks,
    'POST /webhooks': postWebhooks,
    'POST /webhooks/send': sendWebhooks,
    'POST /webhooks/storm': stormWebhooks,
  },
  showRequest: ({ account, ...rest }) => ({ ...rest, portal: account === null ? null : Number(account) }),
  explain: (error) => (error instanceof Refusal ? error.toAnswer() : null),
});
