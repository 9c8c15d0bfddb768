import { type Answer, type Call, redirect } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';

type PageRoute = (context: HubspotContext, call: Call, params: Record<string, string>) => Answer;

/** Pages for people, by route pattern. */
export const pageRoutes: [pattern: string, run: PageRoute][] = [['GET /', () => redirect('/')]];
