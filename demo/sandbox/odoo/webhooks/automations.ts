import type { Change, Database } from '../instances/database.js';

/** What an automation watches and where it posts. */
export interface Automation {
  target_url: string;
  model: string;
  triggers: Change['kind'][];
  /** A domain the record must meet, while it is there. */
  filter: unknown[];
  /** Fields sent along, raw; nothing but the three underscore keys at a deletion. */
  fields: string[];
  /** How many identical posts one change makes: recomputations trigger too. Null: as the settings say. */
  duplicates: number | null;
  /** `_action` of the posts. */
  action: string;
}

/** Which changes set a rule off; of the other triggers none is played. */
const KINDS: Record<string, Change['kind'][]> = {
  on_create_or_write: ['create', 'write'],
  on_unlink: ['unlink'],
};

/** The active rules of a database, one for each of their posts. */
export function automationsOf(db: Database): Automation[] {
  const env = db.system();
  const idsOf = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);
  return [...env.table('ir.actions.server').rows.values()].flatMap((action) => {
    const rule = env.row('base.automation', action['base_automation_id']);
    const model = env.row('ir.model', rule?.['model_id'])?.['model'];
    if (action['state'] !== 'webhook' || !rule || rule['active'] === false || !model) return [];
    const fields = idsOf(action['webhook_field_ids']).map((id) => env.row('ir.model.fields', id)?.['name']);
    return {
      target_url: String(action['webhook_url'] ?? ''),
      model: String(model),
      triggers: KINDS[String(rule['trigger'])] ?? [],
      filter: domainOf(rule['filter_domain']),
      fields: fields.map(String),
      duplicates: null,
      action: `${String(action['name'])}(#${action.id})`,
    };
  });
}

/** Only domains that JSON and Python write alike are understood. */
function domainOf(text: unknown): unknown[] {
  if (typeof text !== 'string' || text === '') return [];
  return JSON.parse(text) as unknown[];
}
