import * as f from '../orm/field.js';
import type { ModelSpec } from '../orm/model.js';
import { CONTACT_CREATION, readBy, SETTINGS, USER } from './groups.js';

/** `res.country`: about 250, loaded once by whoever needs them. */
export const country: ModelSpec = {
  name: 'res.country',
  label: 'Country|Nazione',
  module: 'base',
  order: 'name, id',
  nameSearch: ['name', 'code'],
  access: readBy([USER], [CONTACT_CREATION]),
  fields: {
    name: f.char('Country Name|Nome nazione', { required: true, translate: true }),
    code: f.char('Country Code|Codice nazione', { required: true, size: 2 }),
    phone_code: f.integer('Country Calling Code|Prefisso telefonico'),
    currency_id: f.many2one('Currency|Valuta', 'res.currency'),
    state_ids: f.one2many('States|Province', 'res.country.state', 'country_id'),
  },
};

/** `res.country.state`. */
export const countryState: ModelSpec = {
  name: 'res.country.state',
  label: 'Country state|Provincia',
  module: 'base',
  order: 'code, id',
  nameSearch: ['name', 'code'],
  indexed: ['country_id'],
  access: readBy([USER], [CONTACT_CREATION]),
  fields: {
    name: f.char('State Name|Nome provincia', { required: true }),
    code: f.char('State Code|Sigla', { required: true }),
    country_id: f.many2one('Country|Nazione', 'res.country', { required: true }),
  },
};

/** `res.currency`: inactive ones are hidden like anything archived. */
export const currency: ModelSpec = {
  name: 'res.currency',
  label: 'Currency|Valuta',
  module: 'base',
  order: 'active desc, name',
  access: readBy([USER], [SETTINGS]),
  fields: {
    name: f.char('Currency|Valuta', { required: true, size: 3 }),
    full_name: f.char('Name|Nome'),
    symbol: f.char('Symbol|Simbolo', { required: true }),
    rate: f.float('Current Rate|Tasso attuale', { default: () => 1 }),
    decimal_places: f.integer('Decimal Places|Decimali', { default: () => 2 }),
    active: f.boolean('Active|Attivo', { default: () => true }),
  },
};
