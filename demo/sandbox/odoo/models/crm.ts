import * as f from '../orm/field.js';
import type { ModelSpec } from '../orm/model.js';
import { readBy, SALES_ADMIN, SALES_OWN, USER } from './groups.js';

const SETUP = readBy([USER], [SALES_ADMIN]);

/** `crm.stage`: steps of a deal; without a team they belong to every team. */
export const stage: ModelSpec = {
  name: 'crm.stage',
  label: 'CRM Stages|Fasi CRM',
  module: 'crm',
  order: 'sequence, name, id',
  access: SETUP,
  fields: {
    name: f.char('Stage Name|Nome fase', { required: true, translate: true }),
    sequence: f.integer('Sequence|Sequenza', { default: () => 1 }),
    is_won: f.boolean('Is Won Stage?|È la fase di vittoria?'),
    fold: f.boolean('Folded in Pipeline|Compressa'),
    requirements: f.text('Requirements|Requisiti'),
    team_id: f.many2one('Sales Team|Team di vendita', 'crm.team', { until: 18 }),
    team_ids: f.many2many('Sales Teams|Team di vendita', 'crm.team', { since: 19 }),
  },
};

/** `crm.team`: the nearest thing to a pipeline. */
export const team: ModelSpec = {
  name: 'crm.team',
  label: 'Sales Team|Team di vendita',
  module: 'crm',
  order: 'sequence, id',
  access: SETUP,
  fields: {
    name: f.char('Sales Team|Team di vendita', { required: true, translate: true }),
    active: f.boolean('Active|Attivo', { default: () => true }),
    sequence: f.integer('Sequence|Sequenza', { default: () => 10 }),
    company_id: f.many2one('Company|Azienda', 'res.company'),
    user_id: f.many2one('Team Leader|Responsabile', 'res.users'),
  },
};

/** `crm.tag`. */
export const tag: ModelSpec = {
  name: 'crm.tag',
  label: 'CRM Tag|Etichetta CRM',
  module: 'crm',
  access: readBy([USER], [SALES_OWN]),
  fields: {
    name: f.char('Tag Name|Nome etichetta', { required: true, translate: true }),
    color: f.integer('Color|Colore'),
  },
};

/** `crm.lost.reason`. */
export const lostReason: ModelSpec = {
  name: 'crm.lost.reason',
  label: 'Opp. Lost Reason|Motivo di perdita',
  module: 'crm',
  access: SETUP,
  fields: {
    name: f.char('Description|Descrizione', { required: true, translate: true }),
    active: f.boolean('Active|Attivo', { default: () => true }),
  },
};
