import type { Answer, Call } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { showHome, showList } from './list-page.js';
import { saveRecord, showRecord } from './record-page.js';

type PageRoute = (context: HubspotContext, call: Call, params: Record<string, string>) => Answer;

/** Pages for people, by route pattern. */
export const pageRoutes: [pattern: string, run: PageRoute][] = [
  ['GET /', showHome],
  ['GET /contacts/:portalId/objects/:typeId', showList],
  ['GET /contacts/:portalId/record/:typeId/:id', showRecord],
  ['POST /contacts/:portalId/record/:typeId/:id', saveRecord],
];
