import type { Answer, Call } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { emptyBin, showBin } from './bin-page.js';
import { deleteRecords } from './delete-page.js';
import { showHome, showList } from './list-page.js';
import { mergeRecord, saveRecord, showRecord } from './record-page.js';

type PageRoute = (context: ZohoContext, call: Call, params: Record<string, string>) => Answer;

/** Pages for people, by route pattern. */
export const pageRoutes: [pattern: string, run: PageRoute][] = [
  ['GET /', showHome],
  ['GET /crm/:org/tab/:module', showList],
  ['POST /crm/:org/tab/:module/delete', deleteRecords],
  ['GET /crm/:org/tab/:module/bin', showBin],
  ['POST /crm/:org/tab/:module/bin', emptyBin],
  ['GET /crm/:org/tab/:module/:id', showRecord],
  ['POST /crm/:org/tab/:module/:id', saveRecord],
  ['POST /crm/:org/tab/:module/:id/merge', mergeRecord],
];
