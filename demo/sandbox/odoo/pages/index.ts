import { html } from '../../kit/html.js';
import { languageOf } from '../../kit/pages/language.js';
import { Router } from '../../kit/router.js';
import { type Answer, type Call, page } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import type { Instance } from '../instances/instance.js';
import { createRecord, deleteRecords } from './delete-page.js';
import { showServer } from './home.js';
import { layout, missingPage } from './layout.js';
import { showActivities, showList } from './list-page.js';
import { LISTS, type ListTab } from './lists.js';
import { type Place, placeOf } from './place.js';
import { postPreferences, showPreferences } from './preferences.js';
import { actOnRecord, saveRecord, showRecord } from './record-page.js';
import { textsFor } from './texts.js';

type PageRoute = (place: Place, params: Record<string, string>) => Answer;

const router = new Router<PageRoute>();
router.add('GET /odoo', (place) => showList(place, 'contacts'));
for (const tab of Object.keys(LISTS) as ListTab[]) {
  router.add(`GET /odoo/${tab}`, (place) => showList(place, tab));
  router.add(`POST /odoo/${tab}/new`, (place) => createRecord(place, tab));
  router.add(`POST /odoo/${tab}/delete`, (place) => deleteRecords(place, tab));
}
router.add('GET /odoo/activities', showActivities);
router.add('GET /odoo/preferences', showPreferences);
router.add('POST /odoo/preferences', postPreferences);
router.add('GET /odoo/:model/:id', showRecord);
router.add('POST /odoo/:model/:id', saveRecord);
router.add('POST /odoo/:model/:id/:action', actOnRecord);

/** Answers what people ask of a server. */
export function answerPage(context: OdooContext, instance: Instance, call: Call): Answer {
  const language = languageOf(call.headers['accept-language']);
  if (call.path === '/' || call.path === '/web') return showServer(instance, call);
  if (call.path === '/web/login') return loginPage(call);
  const place = placeOf(context, instance, call);
  const found = router.find(call.method, call.path);
  if (!place || !('target' in found)) return missingPage(language);
  return found.target(place, found.params);
}

/** Nobody has to log in here; the page is only where old servers send those who ask for JSON. */
function loginPage(call: Call): Answer {
  const language = languageOf(call.headers['accept-language']);
  const text = textsFor(language);
  const body = html`<div class="box"><h1>${text.signIn}</h1><p class="sub">${text.about}</p></div>`;
  return page(200, layout(text.signIn, language, null, null, body));
}
