import { userError, validationError } from '../fault.js';
import type { Env } from '../orm/env.js';
import * as f from '../orm/field.js';
import { isBelow } from '../orm/hierarchy.js';
import type { ModelSpec } from '../orm/model.js';
import type { Row, Value } from '../orm/row.js';
import { updateRows } from '../orm/write.js';
import { CONTACT_CREATION, USER } from './groups.js';
import { e164, normalizedEmail } from './normalize.js';
import { hasValidVat } from './vat.js';

const ADDRESS = ['street', 'street2', 'city', 'zip', 'state_id', 'country_id'];

/** Not confirmed for 20: there the flag is worked out from VAT number and parent. */
function computesCompany(env: Env): boolean {
  return env.major >= 20 && env.db.settings().is_company_computed_on_20;
}

/** Who the invoice goes to: the company above, else oneself. */
export function commercialId(env: Env, row: Row): number {
  const parent = row['is_company'] === true ? undefined : env.row('res.partner', row['parent_id']);
  return parent ? commercialId(env, parent) : row.id;
}

function partnerName(env: Env, row: Row): string {
  const own = String(row['name'] ?? row['type'] ?? '');
  const parent = row['is_company'] === true ? undefined : env.row('res.partner', row['parent_id']);
  return parent ? `${String(parent['name'])}, ${own}` : own;
}

function prepare(env: Env, values: Record<string, Value>, before: Row | null): Record<string, Value> {
  const result = { ...values };
  const website = result['website'];
  if (typeof website === 'string' && !/^[a-z]+:\/\//i.test(website)) result['website'] = `http://${website}`;
  const parent = env.row('res.partner', result['parent_id']);
  const type = result['type'] ?? before?.['type'];
  // A contact lives where its company does, unless told otherwise in the same breath.
  if (parent && type === 'contact' && ADDRESS.some((name) => parent[name] != null))
    for (const name of ADDRESS) result[name] = parent[name] ?? null;
  if (parent && result['is_company'] !== true) result['vat'] = parent['vat'] ?? result['vat'] ?? null;
  // Said once, at creation; afterwards it is not the caller's to change.
  if (before && 'is_company' in result && computesCompany(env)) delete result['is_company'];
  return result;
}

function check(env: Env, row: Row): void {
  if (row['type'] === 'contact' && row['name'] == null)
    throw validationError('The operation cannot be completed: Contacts require a name');
  if (row['parent_id'] != null && isBelow(env, 'res.partner', row['parent_id'] as number, row.id))
    throw validationError('You cannot create recursive Partner hierarchies.');
  if (env.db.settings().checks_vat && typeof row['vat'] === 'string' && !hasValidVat(row['vat']))
    throw validationError(
      `The VAT number [${row['vat']}] for partner [${String(row['name'])}] does not seem to be valid. \n` +
        'Note: the expected format is IT12345670017',
    );
}

/** Address and VAT go down to the contacts of a company, and once up to a company that has none. */
function after(env: Env, row: Row, _before: Row | null, changed: ReadonlySet<string>): void {
  const address = ADDRESS.filter((name) => changed.has(name));
  const system = env.sudo();
  const children = (env.table('res.partner').lookup('parent_id', row.id) ?? []).flatMap(
    (id) => env.row('res.partner', id) ?? [],
  );
  const parent = env.row('res.partner', row['parent_id']);
  for (const child of children) {
    const shared = [
      ...(child['type'] === 'contact' ? address : []),
      ...(changed.has('vat') && child['is_company'] !== true ? ['vat'] : []),
    ];
    const differing = shared.filter((name) => (child[name] ?? null) !== (row[name] ?? null));
    if (differing.length > 0) updateRows(system, 'res.partner', [child.id], pick(row, differing));
  }
  const hasNone = parent && ADDRESS.every((name) => parent[name] == null);
  if (hasNone && row['type'] === 'contact' && address.some((name) => row[name] != null))
    updateRows(system, 'res.partner', [parent.id], pick(row, ADDRESS));
}

function pick(row: Row, names: string[]): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, row[name] ?? false]));
}

function beforeUnlink(env: Env, row: Row): void {
  const users = env.table('res.users').lookup('partner_id', row.id) ?? [];
  if (users.length > 0)
    throw userError(
      'You cannot delete contacts linked to an active user.\nYou should rather archive them after archiving their associated user.',
    );
}

/** `res.partner`: people, companies and further addresses. */
export const partner: ModelSpec = {
  name: 'res.partner',
  label: 'Contact|Contatto',
  module: 'base',
  order: 'name, id',
  nameSearch: ['name', 'email', 'ref', 'vat'],
  indexed: ['parent_id'],
  isThread: true,
  access: { read: [USER], write: [CONTACT_CREATION], create: [CONTACT_CREATION], unlink: [CONTACT_CREATION] },
  displayName: partnerName,
  prepare,
  check,
  after,
  beforeUnlink,
  fields: {
    name: f.char('Name|Nome'),
    complete_name: f.char('Complete Name|Nome completo', {
      readonly: true,
      isStored: true,
      compute: partnerName,
    }),
    active: f.boolean('Active|Attivo', { default: () => true }),
    is_company: f.boolean('Is a Company|È un’azienda', {
      default: () => false,
      isReadonlyIn: computesCompany,
      help: 'Check if the contact is a company, otherwise it is a person',
    }),
    company_type: f.selection(
      'Company Type|Tipo azienda',
      [
        ['person', 'Person', 'Persona'],
        ['company', 'Company', 'Azienda'],
      ],
      {
        until: 19,
        isStored: false,
        compute: (_env, row) => (row['is_company'] === true ? 'company' : 'person'),
        write: (_env, value) => ({ is_company: value === 'company' }),
      },
    ),
    type: f.selection(
      'Address Type|Tipo indirizzo',
      [
        ['contact', 'Contact', 'Contatto'],
        ['invoice', 'Invoice Address', 'Indirizzo di fatturazione'],
        ['delivery', 'Delivery Address', 'Indirizzo di consegna'],
        ['other', 'Other Address', 'Altro indirizzo'],
      ],
      { default: () => 'contact' },
    ),
    parent_id: f.many2one('Related Company|Azienda collegata', 'res.partner'),
    child_ids: f.one2many('Contact|Contatti', 'res.partner', 'parent_id'),
    commercial_partner_id: f.many2one('Commercial Entity|Entità commerciale', 'res.partner', {
      readonly: true,
      isStored: true,
      compute: commercialId,
    }),
    email: f.char('Email|E-mail'),
    email_normalized: f.char('Normalized Email|E-mail normalizzata', {
      readonly: true,
      isStored: true,
      compute: (_env, row) => normalizedEmail(row['email']),
    }),
    phone: f.char('Phone|Telefono'),
    mobile: f.char('Mobile|Cellulare', { until: 18 }),
    phone_sanitized: f.char('Sanitized Number|Numero normalizzato', {
      readonly: true,
      isStored: true,
      compute: (env, row) => e164(env, row['mobile'] ?? row['phone'], row['country_id']),
    }),
    function: f.char('Job Position|Posizione lavorativa'),
    title: f.many2one('Title|Titolo', 'res.partner.title', { until: 18 }),
    website: f.char('Website Link|Sito web'),
    street: f.char('Street|Via'),
    street2: f.char('Street2|Via 2'),
    city: f.char('City|Città'),
    zip: f.char('Zip|CAP'),
    state_id: f.many2one('State|Provincia', 'res.country.state'),
    country_id: f.many2one('Country|Nazione', 'res.country', { onDelete: 'restrict' }),
    vat: f.char('Tax ID|Partita IVA'),
    ref: f.char('Reference|Riferimento'),
    lang: f.selection(
      'Language|Lingua',
      [
        ['en_US', 'English (US)', 'Inglese (US)'],
        ['it_IT', 'Italian / Italiano', 'Italiano'],
      ],
      { default: () => 'en_US' },
    ),
    tz: f.char('Timezone|Fuso orario'),
    comment: f.html('Notes|Note'),
    category_id: f.many2many('Tags|Etichette', 'res.partner.category'),
    user_id: f.many2one('Salesperson|Addetto vendite', 'res.users'),
    user_ids: f.one2many('Users|Utenti', 'res.users', 'partner_id'),
    company_id: f.many2one('Company|Azienda', 'res.company'),
    image_1920: f.binary('Image|Immagine'),
    x_studio_yearly_use_kwh: f.float('Yearly use (kWh)|Consumo annuo (kWh)', { manual: true }),
  },
};
