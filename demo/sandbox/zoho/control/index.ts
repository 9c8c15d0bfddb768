import { controlDoor } from '../../kit/control/door.js';
import { type Answer, json } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { Refusal } from '../refusal.js';
import { postFault } from './faults.js';
import { deleteField, listFields, patchField, postField } from './fields.js';
import { getNotifications, postNotifications } from './notifications.js';
import { deleteRecords, listRecords, mergeByControl, postRecords, restoreRecords } from './records.js';
import { postSettings } from './settings.js';

function listAccounts(context: ZohoContext): Answer {
  const accounts = [...context.orgs.values()].map(({ info }) => ({
    org: info.id,
    name: info.name,
    data_centre: info.dc,
    users: info.users.map((user) => user.email),
  }));
  return json(200, { accounts });
}

/** Answers a call to the control door. */
export const control = controlDoor<ZohoContext>({
  routes: {
    'GET /accounts': listAccounts,
    'GET /records': listRecords,
    'POST /records': postRecords,
    'POST /records/archive': deleteRecords,
    'POST /records/restore': restoreRecords,
    'POST /records/merge': mergeByControl,
    'GET /fields': listFields,
    'POST /fields': postField,
    'PATCH /fields': patchField,
    'DELETE /fields': deleteField,
    'POST /faults': postFault,
    'POST /settings': postSettings,
    'GET /notifications': getNotifications,
    'POST /notifications': postNotifications,
  },
  showRequest: ({ account, ...rest }) => ({ ...rest, org: account }),
  tellMore: ({ orgs, credits, running }) => ({
    credits: Object.fromEntries([...orgs.keys()].map((id) => [id, credits.usedBy(id)])),
    peak: running.peak,
  }),
  explain: (error) => (error instanceof Refusal ? error.toAnswer() : null),
});
