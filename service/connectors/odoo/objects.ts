import type { ConnectorSession } from '../connector.js';
import { fieldsOf, users } from './lists.js';
import type { Part } from './parts.js';
import { MODELS, TODOS } from './types.js';

/** Fields of ours, not of Odoo's: it keeps one `name` of a person. `:` cannot stand in a field name. */
export const FIRST_NAME = 'name:first';
export const LAST_NAME = 'name:rest';

/** Of ours, too: whether a record is archived and, a deal, not lost. */
export const ARCHIVED = '@archived';

/** Fields of an activity that stand in the text of a note: Odoo has none for them. */
export const NOTE_FIELDS = {
  kind: '@kind',
  subject: '@subject',
  duration: '@duration_s',
  direction: '@direction',
  outcome: '@outcome',
  recording: '@recording_url',
} as const;

/** Of a deal: that of its company. */
export const CURRENCY = 'company_currency';

/** Value of a deal's stage that is none of Odoo's: a lost deal is an archived one, its stage stays. */
export const LOST = 'lost';

/** Which records of a model are those of its object. */
export async function domainOf(session: ConnectorSession, { object, model }: Part): Promise<unknown[]> {
  if (model === TODOS) return [['res_model', 'in', [MODELS.contact, MODELS.deal]]];
  switch (object) {
    case 'contact': {
      const colleagues = await colleagueIds(session);
      return [
        ['is_company', '=', false],
        ['type', '=', 'contact'],
        ...(colleagues.length > 0 ? [['id', 'not in', colleagues]] : []),
      ];
    }
    case 'company':
      return [['is_company', '=', true]];
    case 'deal':
      return [['type', '=', 'opportunity']];
    case 'activity':
      return [
        ['model', 'in', [MODELS.contact, MODELS.deal]],
        ['message_type', '=', 'comment'],
      ];
  }
}

/** Each user of Odoo itself is a partner too, and no contact of theirs. */
async function colleagueIds(session: ConnectorSession): Promise<number[]> {
  const rows = await users(session);
  return rows
    .map((row) => (Array.isArray(row['partner_id']) ? Number(row['partner_id'][0]) : Number.NaN))
    .filter((id) => Number.isInteger(id))
    .sort((a, b) => a - b);
}

const ALWAYS: Record<string, string[]> = {
  [MODELS.contact]: ['name', 'active', 'parent_id'],
  [MODELS.deal]: ['name', 'active', 'probability', 'partner_id', 'stage_id'],
  [MODELS.activity]: ['body', 'date', 'model', 'res_id'],
  [TODOS]: ['summary', 'note', 'date_deadline', 'activity_type_id', 'res_model', 'res_id', 'active'],
};

/** Fields to ask for: those wanted that the model has, and those we always need. */
export async function fieldsToAsk(
  session: ConnectorSession,
  { model }: Part,
  wanted: readonly string[],
): Promise<string[]> {
  const known = await fieldsOf(session, model);
  const names = [...wanted, ...(ALWAYS[model] ?? []), 'write_date', 'create_date'];
  return [...new Set(names)].filter((name) => name in known);
}
