import * as f from '../orm/field.js';
import type { ModelSpec } from '../orm/model.js';
import type { Method } from '../rpc/method.js';
import { apiKeyMethods } from './api-key-methods.js';
import { CONTACT_CREATION, readBy, SETTINGS, USER } from './groups.js';

const contextGet: Method = {
  params: '',
  on: 'model',
  isReadonly: true,
  run: ({ env }) => ({
    lang: env.row('res.partner', env.partnerId)?.['lang'] ?? 'en_US',
    tz: env.row('res.partner', env.partnerId)?.['tz'] ?? false,
    uid: env.uid,
  }),
};

const hasGroup: Method = {
  params: 'group_ext_id',
  on: 'records',
  isReadonly: true,
  run: ({ env, ids, args }) => env.db.groupsOf(ids[0] ?? env.uid).has(String(args['group_ext_id'])),
};

/** `res.users`: name, e-mail and language are those of the user's partner. */
export const user: ModelSpec = {
  name: 'res.users',
  label: 'User|Utente',
  module: 'base',
  order: 'name, login',
  nameSearch: ['name', 'login'],
  indexed: ['partner_id'],
  access: readBy([USER], [SETTINGS]),
  methods: { context_get: contextGet, has_group: hasGroup },
  displayName: (env, row) => env.nameOf('res.partner', Number(row['partner_id'])),
  fields: {
    login: f.char('Login|Login', { required: true }),
    active: f.boolean('Active|Attivo', { default: () => true }),
    partner_id: f.many2one('Related Partner|Partner collegato', 'res.partner', { required: true }),
    name: f.char('Name|Nome', {
      isStored: true,
      compute: (env, row) => env.row('res.partner', row['partner_id'])?.['name'] ?? null,
    }),
    email: f.char('Email|E-mail', {
      isStored: true,
      compute: (env, row) => env.row('res.partner', row['partner_id'])?.['email'] ?? null,
    }),
    lang: f.char('Language|Lingua', {
      isStored: true,
      compute: (env, row) => env.row('res.partner', row['partner_id'])?.['lang'] ?? null,
    }),
    tz: f.char('Timezone|Fuso orario', {
      isStored: true,
      compute: (env, row) => env.row('res.partner', row['partner_id'])?.['tz'] ?? null,
    }),
    share: f.boolean('Share User|Utente esterno', { readonly: true, default: () => false }),
    company_id: f.many2one('Company|Azienda', 'res.company', { required: true, default: () => 1 }),
    company_ids: f.many2many('Companies|Aziende', 'res.company'),
    // Renamed in 19; kept in the older column.
    groups_id: f.many2many('Groups|Gruppi', 'res.groups', { until: 18 }),
    group_ids: f.many2many('Groups|Gruppi', 'res.groups', {
      since: 19,
      isStored: true,
      compute: (_env, row) => row['groups_id'] ?? [],
    }),
  },
};

/** `res.users.apikeys`: made and revoked by call only in versions newer than 19. */
export const apiKeys: ModelSpec = {
  name: 'res.users.apikeys',
  label: 'Users API Keys|Chiavi API',
  module: 'base',
  access: { read: [], write: [], create: [], unlink: [] },
  methods: apiKeyMethods,
  fields: { name: f.char('Description|Descrizione', { required: true }) },
};

/** `res.groups`. */
export const group: ModelSpec = {
  name: 'res.groups',
  label: 'Access Groups|Gruppi di accesso',
  module: 'base',
  access: readBy([USER], [SETTINGS]),
  fields: { name: f.char('Name|Nome', { required: true }) },
};

/** `res.company`: the customer's own companies. */
export const company: ModelSpec = {
  name: 'res.company',
  label: 'Companies|Aziende',
  module: 'base',
  access: readBy([USER], [SETTINGS]),
  fields: {
    name: f.char('Company Name|Nome azienda', { required: true }),
    active: f.boolean('Active|Attivo', { default: () => true }),
    partner_id: f.many2one('Partner|Partner', 'res.partner', { required: true }),
    currency_id: f.many2one('Currency|Valuta', 'res.currency', { required: true }),
    country_id: f.many2one('Country|Nazione', 'res.country', {
      compute: (env, row) => env.row('res.partner', row['partner_id'])?.['country_id'] ?? null,
    }),
  },
};

/** `res.partner.category`: tags of contacts. */
export const partnerCategory: ModelSpec = {
  name: 'res.partner.category',
  label: 'Partner Tags|Etichette contatto',
  module: 'base',
  access: readBy([USER], [CONTACT_CREATION]),
  fields: {
    name: f.char('Name|Nome', { required: true, translate: true }),
    active: f.boolean('Active|Attivo', { default: () => true }),
    color: f.integer('Color|Colore'),
  },
};

/** `res.partner.title`: Mr, Mrs; gone after 18. */
export const partnerTitle: ModelSpec = {
  name: 'res.partner.title',
  label: 'Partner Title|Titolo',
  module: 'base',
  until: 18,
  access: readBy([USER], [CONTACT_CREATION]),
  fields: {
    name: f.char('Title|Titolo', { required: true, translate: true }),
    shortcut: f.char('Abbreviation|Abbreviazione', { translate: true }),
  },
};
