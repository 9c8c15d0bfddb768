import { randomUUID } from 'node:crypto';
import type { Env } from '../orm/env.js';
import { nameExternally } from '../orm/external-ids.js';
import { isStored } from '../orm/field.js';
import { createRow } from '../orm/write.js';
import { translate } from './places.js';

const MODULES = ['base', 'mail', 'contacts', 'crm', 'phone_validation', 'sales_team', 'base_vat', 'calendar'];

type Named = [externalId: string, english: string, italian: string, more?: Record<string, unknown>];

const SUBTYPES: Named[] = [
  ['mail.mt_comment', 'Discussions', 'Discussioni', { default: true }],
  ['mail.mt_note', 'Note', 'Nota', { internal: true, default: true }],
  ['mail.mt_activities', 'Activities', 'Attività', { internal: true }],
];

const ACTIVITY_TYPES: Named[] = [
  ['mail.mail_activity_data_email', 'Email', 'E-mail', { category: 'default', sequence: 3 }],
  ['mail.mail_activity_data_call', 'Call', 'Chiamata', { category: 'phonecall', sequence: 6 }],
  ['mail.mail_activity_data_meeting', 'Meeting', 'Riunione', { category: 'meeting', sequence: 9 }],
  ['mail.mail_activity_data_todo', 'To-Do', 'Da fare', { category: 'default', sequence: 12 }],
];

/** Ids 1 to 4 as in a fresh database of the vendor. */
const STAGES: Named[] = [
  ['crm.stage_lead1', 'New', 'Nuova', { sequence: 1 }],
  ['crm.stage_lead2', 'Qualified', 'Qualificata', { sequence: 2 }],
  ['crm.stage_lead3', 'Proposition', 'Proposta', { sequence: 3 }],
  ['crm.stage_lead4', 'Won', 'Vinta', { sequence: 70, is_won: true }],
];

const TEAMS: Named[] = [
  ['sales_team.team_sales_department', 'Sales', 'Vendite', { sequence: 1 }],
  ['sales_team.team_renewals', 'Renewals', 'Rinnovi', { sequence: 2 }],
];

const LOST_REASONS: Named[] = [
  ['crm.lost_reason_1', 'Too expensive', 'Troppo caro'],
  ['crm.lost_reason_2', "We don't have people/skills", 'Mancano persone o competenze'],
  ['crm.lost_reason_3', 'Not enough stock', 'Scorte insufficienti'],
];

function make(env: Env, model: string, list: Named[]): void {
  const inItalian = env.withContext({ lang: 'it_IT' });
  for (const [externalId, name, italian, more] of list) {
    const id = createRow(env, model, { name, ...more });
    translate(inItalian, model, id, italian);
    nameExternally(env, externalId, model, id);
  }
}

/** What the modules bring: types, stages, teams, parameters, and the models' own description. */
export function seedSystem(env: Env): void {
  describeModels(env);
  for (const name of MODULES) createRow(env, 'ir.module.module', { name, shortdesc: name });
  createRow(env, 'ir.config_parameter', { key: 'database.uuid', value: randomUUID() });
  createRow(env, 'res.lang', { name: 'English (US)', code: 'en_US', active: true });
  createRow(env, 'res.lang', { name: 'Italian / Italiano', code: 'it_IT', active: true });
  make(env, 'mail.message.subtype', SUBTYPES);
  make(env, 'mail.activity.type', ACTIVITY_TYPES);
  make(env, 'crm.team', TEAMS);
  make(env, 'crm.stage', STAGES);
  make(env, 'crm.lost.reason', LOST_REASONS);
  make(env, 'res.partner.category', [['base.res_partner_category_0', 'Energy', 'Energia']]);
}

function describeModels(env: Env): void {
  for (const model of env.db.models.values()) {
    const model_id = createRow(env, 'ir.model', { name: model.label, model: model.name });
    nameExternally(env, `base.model_${model.name.replaceAll('.', '_')}`, 'ir.model', model_id);
    for (const [name, field] of Object.entries(model.fields))
      createRow(env, 'ir.model.fields', {
        name,
        model: model.name,
        model_id,
        field_description: field.label,
        ttype: field.type,
        relation: field.relation ?? false,
        required: field.required ?? false,
        readonly: field.readonly ?? false,
        store: isStored(field),
        state: field.manual ? 'manual' : 'base',
      });
  }
}
