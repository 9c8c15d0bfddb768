import type { Answer, Call } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { deleteRecords } from './delete-page.js';
import { showHome, showList } from './list-page.js';
import { changeProperties, showProperties } from './properties-page.js';
import { mergeRecord, saveRecord, showRecord } from './record-page.js';
import { restoreRecords, showDeleted } from './restore-page.js';

type PageRoute = (context: HubspotContext, call: Call, params: Record<string, string>) => Answer;

/** Pages for people, by route pattern. */
export const pageRoutes: [pattern: string, run: PageRoute][] = [
  ['GET /', showHome],
  ['GET /contacts/:portalId/objects/:typeId', showList],
  ['GET /contacts/:portalId/record/:typeId/:id', showRecord],
  ['POST /contacts/:portalId/objects/:typeId/delete', deleteRecords],
  ['GET /contacts/:portalId/objects/:typeId/restore', showDeleted],
  ['POST /contacts/:portalId/objects/:typeId/restore', restoreRecords],
  ['GET /contacts/:portalId/objects/:typeId/properties', showProperties],
  ['POST /contacts/:portalId/objects/:typeId/properties', changeProperties],
  ['POST /contacts/:portalId/record/:typeId/:id', saveRecord],
  ['POST /contacts/:portalId/record/:typeId/:id/merge', mergeRecord],
];
