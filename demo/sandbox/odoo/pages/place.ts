import { type Language, languageOf } from '../../kit/pages/language.js';
import type { Call } from '../../kit/sandbox.js';
import type { OdooContext } from '../context.js';
import type { Database } from '../instances/database.js';
import type { Instance } from '../instances/instance.js';
import type { Env } from '../orm/env.js';
import { type Texts, textsFor } from './texts.js';

/** Where a page is, in which language, and what it may look at. */
export interface Place {
  context: OdooContext;
  instance: Instance;
  db: Database;
  language: Language;
  text: Texts;
  call: Call;
  env: Env;
}

/** Who acts on the pages: the first salesperson. */
export const PAGE_USER = 4;

/** The database of `?db=`, else the server's first; null when there is none of that name. */
export function placeOf(context: OdooContext, instance: Instance, call: Call): Place | null {
  const named = call.url.searchParams.get('db');
  const db = named === null ? [...instance.databases.values()][0] : instance.databases.get(named);
  if (!db) return null;
  const language = languageOf(call.headers['accept-language']);
  const lang = language === 'it' ? 'it_IT' : 'en_US';
  const env = db.systemAs(PAGE_USER, { active_test: false, lang });
  return { context, instance, db, language, text: textsFor(language), call, env };
}

/** Address below a server, in the database of the page. */
export function href({ instance, db }: Pick<Place, 'instance' | 'db'>, path: string): string {
  return `/odoo/${instance.version.path}/odoo/${path}?db=${encodeURIComponent(db.name)}`;
}

/** The address a customer types in to connect: the server, without any path of its pages. */
export function serverUrl(call: Call, instance: Instance): string {
  return `${call.url.origin}/odoo/${instance.version.path}`;
}

/** Fields of a posted form. */
export function formOf(call: Call): URLSearchParams {
  return new URLSearchParams(call.body.toString('utf8'));
}

/** Whether a form was sent from a page of ours. */
export function isOwnForm(call: Call): boolean {
  const origin = call.headers['origin'];
  return origin === undefined || origin === call.url.origin;
}
