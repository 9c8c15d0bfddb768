import { validationError } from '../fault.js';
import type { Env } from '../orm/env.js';
import * as f from '../orm/field.js';
import type { ModelSpec } from '../orm/model.js';
import type { Row, Value } from '../orm/row.js';
import { search } from '../orm/search.js';
import { updateRows } from '../orm/write.js';
import { SALES_ALL, SALES_OWN } from './groups.js';
import { LEAD_METHODS } from './lead-methods.js';
import { e164, normalizedEmail } from './normalize.js';
import { commercialId } from './partner.js';

function companyCurrency(env: Env, row: Row): Value {
  return env.row('res.company', row['company_id'] ?? 1)?.['currency_id'] ?? null;
}

/** First stage that every team shares or that is the lead's team's own. */
function firstStage(env: Env): Value {
  return search(env.sudo(), env.model('crm.stage'), { domain: [], limit: 1 })[0] ?? null;
}

function isWonStage(env: Env, row: Row): boolean {
  return env.row('crm.stage', row['stage_id'])?.['is_won'] === true;
}

function wonStatus(env: Env, row: Row): string {
  if (row['active'] === false && row['probability'] === 0) return 'lost';
  return isWonStage(env, row) && row['probability'] === 100 ? 'won' : 'pending';
}

function prepare(env: Env, values: Record<string, Value>, before: Row | null): Record<string, Value> {
  const result = { ...values };
  const customer = env.row('res.partner', result['partner_id']);
  if (customer && before === null) fillFromPartner(env, result, customer);
  const hasMoved = 'stage_id' in result && result['stage_id'] !== before?.['stage_id'];
  if (hasMoved) {
    result['date_last_stage_update'] = env.stamp;
    if (isWonStage(env, { id: 0, ...result }))
      Object.assign(result, { probability: 100, date_closed: env.stamp });
    else if (before && isWonStage(env, before)) Object.assign(result, { probability: 50, date_closed: null });
  }
  if (result['active'] === false && before?.['active'] === true && !('probability' in result))
    result['probability'] = 0;
  if (result['active'] === true && before?.['active'] === false)
    Object.assign(result, { lost_reason_id: null, probability: result['probability'] ?? 10 });
  if (result['active'] === false) result['date_closed'] = env.stamp;
  return result;
}

/** What is not given comes from the customer. */
function fillFromPartner(env: Env, result: Record<string, Value>, customer: Row): void {
  const company = env.row('res.partner', commercialId(env, customer));
  const isCompany = customer['is_company'] === true;
  const known: Record<string, Value> = {
    email_from: customer['email'] ?? null,
    phone: customer['phone'] ?? null,
    partner_name: company && (isCompany || company.id !== customer.id) ? (company['name'] ?? null) : null,
    contact_name: isCompany ? null : (customer['name'] ?? null),
    ...(env.major < 19 ? { mobile: customer['mobile'] ?? null } : {}),
  };
  for (const [name, value] of Object.entries(known)) result[name] = result[name] ?? value;
}

/** E-mail and phone of a deal are written through to its customer. */
function after(env: Env, row: Row, before: Row | null, changed: ReadonlySet<string>): void {
  const customer = env.row('res.partner', row['partner_id']);
  if (!customer || !before) return;
  const through = (
    [
      ['email_from', 'email'],
      ['phone', 'phone'],
    ] as const
  ).filter(([own, theirs]) => changed.has(own) && row[own] != null && row[own] !== customer[theirs]);
  if (through.length === 0) return;
  updateRows(
    env.sudo(),
    'res.partner',
    [customer.id],
    Object.fromEntries(through.map(([own, theirs]) => [theirs, row[own]])),
  );
}

function check(_env: Env, row: Row): void {
  const probability = Number(row['probability'] ?? 0);
  if (probability < 0 || probability > 100)
    throw validationError(
      'The operation cannot be completed: The probability of closing the deal should be between 0% and 100%!',
    );
}

/** `crm.lead`: leads and deals; a lost one is archived. */
export const lead: ModelSpec = {
  name: 'crm.lead',
  label: 'Lead/Opportunity|Lead/Opportunità',
  module: 'crm',
  order: 'priority desc, id desc',
  nameSearch: ['name', 'contact_name', 'partner_name', 'email_from'],
  indexed: ['partner_id'],
  isThread: true,
  access: { read: [SALES_OWN], write: [SALES_OWN], create: [SALES_OWN], unlink: [SALES_ALL] },
  rule: (env, row) => env.hasGroup(SALES_ALL) || row['user_id'] == null || row['user_id'] === env.uid,
  prepare,
  check,
  after,
  methods: LEAD_METHODS,
  fields: {
    name: f.char('Opportunity|Opportunità', { required: true }),
    active: f.boolean('Active|Attivo', { default: () => true }),
    type: f.selection(
      'Type|Tipo',
      [
        ['lead', 'Lead', 'Lead'],
        ['opportunity', 'Opportunity', 'Opportunità'],
      ],
      { required: true, default: (env) => (env.db.settings().uses_leads ? 'lead' : 'opportunity') },
    ),
    stage_id: f.many2one('Stage|Fase', 'crm.stage', { default: firstStage, onDelete: 'restrict' }),
    probability: f.float('Probability|Probabilità', { default: () => 10 }),
    expected_revenue: f.monetary('Expected Revenue|Fatturato previsto', 'company_currency', {
      default: () => 0,
    }),
    prorated_revenue: f.monetary('Prorated Revenue|Fatturato ponderato', 'company_currency', {
      readonly: true,
      isStored: true,
      compute: (_env, row) =>
        Math.round(Number(row['expected_revenue'] ?? 0) * Number(row['probability'] ?? 0)) / 100,
    }),
    company_currency: f.many2one('Currency|Valuta', 'res.currency', {
      readonly: true,
      isStored: false,
      compute: companyCurrency,
    }),
    company_id: f.many2one('Company|Azienda', 'res.company', {
      default: (env) => (env.isSuper ? 1 : (env.companyIds[0] ?? 1)),
    }),
    team_id: f.many2one('Sales Team|Team di vendita', 'crm.team', {
      default: (env) => [...env.table('crm.team').rows.keys()][0] ?? null,
    }),
    user_id: f.many2one('Salesperson|Addetto vendite', 'res.users', {
      default: (env) => (env.uid === 1 ? null : env.uid),
    }),
    partner_id: f.many2one('Customer|Cliente', 'res.partner'),
    partner_name: f.char('Company Name|Nome azienda'),
    contact_name: f.char('Contact Name|Nome contatto'),
    email_from: f.char('Email|E-mail'),
    email_normalized: f.char('Normalized Email|E-mail normalizzata', {
      readonly: true,
      isStored: true,
      compute: (_env, row) => normalizedEmail(row['email_from']),
    }),
    phone: f.char('Phone|Telefono'),
    mobile: f.char('Mobile|Cellulare', { until: 18 }),
    phone_sanitized: f.char('Sanitized Number|Numero normalizzato', {
      readonly: true,
      isStored: true,
      compute: (env, row) => e164(env, row['phone'], null),
    }),
    website: f.char('Website|Sito web'),
    description: f.html('Notes|Note'),
    priority: f.selection(
      'Priority|Priorità',
      [
        ['0', 'Low', 'Bassa'],
        ['1', 'Medium', 'Media'],
        ['2', 'High', 'Alta'],
        ['3', 'Very High', 'Molto alta'],
      ],
      { default: () => '0' },
    ),
    tag_ids: f.many2many('Tags|Etichette', 'crm.tag'),
    lost_reason_id: f.many2one('Lost Reason|Motivo di perdita', 'crm.lost.reason', { onDelete: 'restrict' }),
    won_status: f.selection(
      'Is Won|Vinta',
      [
        ['won', 'Won', 'Vinta'],
        ['lost', 'Lost', 'Persa'],
        ['pending', 'Pending', 'In corso'],
      ],
      { since: 19, readonly: true, isStored: true, compute: wonStatus },
    ),
    date_deadline: f.date('Expected Closing|Chiusura prevista'),
    date_closed: f.datetime('Closed Date|Data chiusura', { readonly: true }),
    date_open: f.datetime('Assignment Date|Data assegnazione', {
      readonly: true,
      default: (env) => env.stamp,
    }),
    date_last_stage_update: f.datetime('Last Stage Update|Ultimo cambio di fase', { readonly: true }),
    x_studio_supply_point: f.char('Supply point|Punto di fornitura', { manual: true }),
  },
};
