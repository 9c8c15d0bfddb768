import { type ConnectorSession, CrmError } from '../connector.js';
import { call, searchRead } from './client.js';
import { type FieldDefinition, MODELS, type Row } from './types.js';

/** Lists that name choices change seldom, and every page needs them. */
const FRESH_MS = 10 * 60_000;

const kept = new Map<string, { at: number; value: Promise<unknown> }>();

/** Keeps what `load` answers for a while, by account. A failure is not kept. */
function remember<T>(session: ConnectorSession, name: string, load: () => Promise<T>): Promise<T> {
  const { url, database, username, company_id = null } = session.metadata;
  const key = JSON.stringify([url, database, username, company_id, name]);
  const now = session.now().getTime();
  const known = kept.get(key);
  if (known && now - known.at < FRESH_MS && now >= known.at) return known.value as Promise<T>;
  const value = load();
  kept.set(key, { at: now, value });
  value.catch(() => kept.delete(key));
  return value;
}

/** Forgets what is kept of an account: a list that has just been shown out of date. */
export function forgetLists({ metadata }: ConnectorSession): void {
  const start = JSON.stringify([metadata['url'], metadata['database'], metadata['username']]).slice(0, -1);
  for (const key of kept.keys()) if (key.startsWith(start)) kept.delete(key);
}

/** Fields of a model; asking for one that is not there fails the whole reading. */
export function fieldsOf(session: ConnectorSession, model: string): Promise<Record<string, FieldDefinition>> {
  return remember(session, `fields ${model}`, async () => {
    const attributes = ['type', 'string', 'required', 'readonly', 'store', 'relation', 'selection'];
    return (await call<Record<string, FieldDefinition>>(session, model, 'fields_get', { attributes })).result;
  });
}

function listOf(
  session: ConnectorSession,
  model: string,
  fields: string[],
  domain: unknown[],
  order: string,
) {
  return remember(session, `list ${model}`, async () => {
    try {
      return (await searchRead(session, model, { domain, fields, order })).result;
    } catch (error) {
      // Lists only name choices: a user who may not read one still gets the rest.
      if (error instanceof CrmError && error.kind === 'permission') return [] as Row[];
      throw error;
    }
  });
}

export const countries = (session: ConnectorSession) =>
  listOf(session, 'res.country', ['name', 'code'], [], 'name asc, id asc');

export const users = (session: ConnectorSession) =>
  listOf(
    session,
    'res.users',
    ['name', 'login', 'active', 'partner_id'],
    [['share', '=', false]],
    'name asc, id asc',
  );

/** The models that activities hang on; none where a user may not read which there are. */
export const modelIds = (session: ConnectorSession) =>
  listOf(session, 'ir.model', ['model'], [['model', 'in', [MODELS.contact, MODELS.deal]]], 'id asc');

/** Kinds of to-dos. */
export const activityTypes = (session: ConnectorSession) =>
  listOf(session, 'mail.activity.type', ['name', 'category'], [], 'id asc');

export const teams = (session: ConnectorSession) =>
  listOf(session, 'crm.team', ['name', 'active'], [], 'id asc');

/** In the order of the board. Which teams a stage is for is told by one field up to 18 and by another one after. */
export function stages(session: ConnectorSession): Promise<(Row & { teams: number[] })[]> {
  return remember(session, 'stages', async () => {
    const known = await fieldsOf(session, 'crm.stage');
    const field = ['team_ids', 'team_id'].find((name) => name in known);
    const fields = ['name', 'sequence', 'is_won', ...(field ? [field] : [])];
    const { result } = await searchRead(session, 'crm.stage', {
      domain: [],
      fields,
      order: 'sequence asc, id asc',
    });
    return result.map((row) => ({ ...row, teams: field ? teamsOf(row[field]) : [] }));
  });
}

/** A link is `[id, name]`, a list of links is ids, none is `false`. */
function teamsOf(value: unknown): number[] {
  if (!Array.isArray(value)) return typeof value === 'number' ? [value] : [];
  return typeof value[1] === 'string' ? [Number(value[0])] : value.map(Number);
}
