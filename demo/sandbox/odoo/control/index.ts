import { controlDoor } from '../../kit/control/door.js';
import { json } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import { Fault } from '../fault.js';
import { MissingValue } from '../orm/write.js';
import type { LoggedCall } from '../traffic/asking.js';
import { postFault } from './faults.js';
import { deleteField, listFields, patchField, postField } from './fields.js';
import { postKey } from './keys.js';
import { listRecords, mergeRecords, postRecords } from './records.js';
import { postSettings } from './settings.js';
import { getWebhooks, postWebhooks } from './webhooks.js';

/** Answers a call to the control door. */
export const control = controlDoor<OdooContext>({
  routes: {
    'GET /records': listRecords,
    'POST /records': postRecords,
    'POST /merge': mergeRecords,
    'POST /keys': postKey,
    'GET /fields': listFields,
    'POST /fields': postField,
    'PATCH /fields': patchField,
    'DELETE /fields': deleteField,
    'POST /faults': postFault,
    'POST /settings': postSettings,
    'GET /webhooks': getWebhooks,
    'POST /webhooks': postWebhooks,
  },
  isWanted: (entry, query) => {
    const { model, call } = entry as Partial<LoggedCall>;
    const [wantedModel, wantedCall] = [query.get('model'), query.get('call')];
    return (!wantedModel || model === wantedModel) && (!wantedCall || call === wantedCall);
  },
  explain: (caught) => {
    const error = caught instanceof MissingValue ? caught.toFault() : caught;
    return error instanceof Fault ? json(400, { name: error.pythonName, message: error.message }) : null;
  },
});
