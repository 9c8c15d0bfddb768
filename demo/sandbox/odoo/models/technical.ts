import { userError, validationError } from '../fault.js';
import * as f from '../orm/field.js';
import type { ModelSpec } from '../orm/model.js';
import { dropField, prepareField, putField } from './custom-fields.js';
import { OPEN, readBy, SETTINGS, USER } from './groups.js';

/** `ir.model`: the models there are. */
export const irModel: ModelSpec = {
  name: 'ir.model',
  label: 'Models|Modelli',
  module: 'base',
  order: 'model',
  nameSearch: ['name', 'model'],
  indexed: ['model'],
  access: readBy([USER], []),
  rule: (env, row) => env.db.settings().crm_installed || !String(row['model']).startsWith('crm.'),
  fields: {
    name: f.char('Model Description|Descrizione', { required: true, translate: true }),
    model: f.char('Model|Modello', { required: true }),
    transient: f.boolean('Transient Model|Transitorio', { default: () => false }),
  },
};

/** `ir.model.fields`: their fields. An administrator makes and takes away custom ones here. */
export const irModelFields: ModelSpec = {
  name: 'ir.model.fields',
  label: 'Fields|Campi',
  module: 'base',
  order: 'name',
  indexed: ['model'],
  access: readBy([USER], [SETTINGS]),
  prepare: prepareField,
  after: (env, row, before) => {
    if (row['state'] === 'manual') putField(env, row, before);
  },
  beforeUnlink: (env, row) => {
    if (row['state'] !== 'manual') throw userError(`This column contains module data and cannot be removed!`);
    dropField(env, row);
  },
  fields: {
    name: f.char('Field Name|Nome campo', { required: true }),
    model: f.char('Model Name|Modello', { required: true }),
    model_id: f.many2one('Model|Modello', 'ir.model', { required: true, onDelete: 'cascade' }),
    field_description: f.char('Field Label|Etichetta', { required: true, translate: true }),
    ttype: f.char('Field Type|Tipo', { required: true }),
    relation: f.char('Related Model|Modello collegato'),
    required: f.boolean('Required|Obbligatorio'),
    readonly: f.boolean('Readonly|Sola lettura'),
    store: f.boolean('Stored|Archiviato'),
    selection: f.char('Selection Options (Deprecated)|Opzioni'),
    state: f.selection('Type|Origine', [
      ['manual', 'Custom Field', 'Campo personalizzato'],
      ['base', 'Base Field', 'Campo base'],
    ]),
  },
};

/** `ir.model.data`: names of records for the world outside. One name leads to one record. */
export const irModelData: ModelSpec = {
  name: 'ir.model.data',
  label: 'Model Data|Dati modello',
  module: 'base',
  order: 'module, model, name',
  indexed: ['complete_name', 'res_id'],
  access: { read: [USER], write: [SETTINGS], create: [SETTINGS], unlink: [SETTINGS] },
  prepare: (_env, values, before) => {
    const whole = { ...before, ...values };
    return { ...values, complete_name: `${String(whole['module'] ?? '')}.${String(whole['name'] ?? '')}` };
  },
  check: (env, row) => {
    if (String(row['name']).includes(' '))
      throw validationError('The operation cannot be completed: External IDs cannot contain spaces');
    const taken = env.table('ir.model.data').lookup('complete_name', row['complete_name'] ?? null) ?? [];
    if (taken.some((id) => id !== row.id))
      throw validationError(
        'The operation cannot be completed: The combination of module and name must be unique!',
        `Key (module, name)=(${String(row['module'])}, ${String(row['name'])}) already exists.`,
      );
  },
  fields: {
    module: f.char('Module|Modulo', { required: true, default: () => '' }),
    name: f.char('External Identifier|Identificativo esterno', { required: true }),
    complete_name: f.char('Complete ID|ID completo', { readonly: true }),
    model: f.char('Model Name|Modello', { required: true }),
    res_id: f.reference('Record ID|ID record'),
    noupdate: f.boolean('Non Updatable|Non aggiornabile', { default: () => false }),
  },
};

/** `ir.module.module`: what is installed. For Settings users only. */
export const irModule: ModelSpec = {
  name: 'ir.module.module',
  label: 'Module|Modulo',
  module: 'base',
  order: 'name',
  access: readBy([SETTINGS], []),
  fields: {
    name: f.char('Technical Name|Nome tecnico', { required: true }),
    shortdesc: f.char('Module Name|Nome modulo', { translate: true }),
    state: f.selection(
      'Status|Stato',
      [
        ['uninstalled', 'Not Installed', 'Non installato'],
        ['installed', 'Installed', 'Installato'],
      ],
      {
        isStored: true,
        readonly: true,
        compute: (env, row) => {
          const { crm_installed, checks_vat } = env.db.settings();
          const isOff =
            (row['name'] === 'crm' && !crm_installed) || (row['name'] === 'base_vat' && !checks_vat);
          return isOff ? 'uninstalled' : String(row['installed'] ?? 'installed');
        },
      },
    ),
  },
};

/** `ir.config_parameter`: system parameters, the database's own id among them. */
export const configParameter: ModelSpec = {
  name: 'ir.config_parameter',
  label: 'System Parameter|Parametro di sistema',
  module: 'base',
  order: 'key',
  recName: 'key',
  indexed: ['key'],
  access: readBy([SETTINGS], [SETTINGS]),
  fields: {
    key: f.char('Key|Chiave', { required: true }),
    value: f.text('Value|Valore', { required: true }),
  },
};

/** `ir.attachment`: files, hanging on a record. */
export const attachment: ModelSpec = {
  name: 'ir.attachment',
  label: 'Attachment|Allegato',
  module: 'base',
  order: 'id desc',
  indexed: ['res_id'],
  access: OPEN,
  fields: {
    name: f.char('Name|Nome', { required: true }),
    datas: f.binary('File Content|Contenuto'),
    mimetype: f.char('Mime Type|Tipo MIME'),
    res_model: f.char('Resource Model|Modello'),
    res_id: f.reference('Resource ID|ID record'),
    type: f.selection(
      'Type|Tipo',
      [
        ['url', 'URL', 'URL'],
        ['binary', 'File', 'File'],
      ],
      { required: true, default: () => 'binary' },
    ),
    url: f.char('Url|URL'),
  },
};

/** `res.lang`. */
export const language: ModelSpec = {
  name: 'res.lang',
  label: 'Languages|Lingue',
  module: 'base',
  access: readBy([USER], [SETTINGS]),
  fields: {
    name: f.char('Name|Nome', { required: true }),
    code: f.char('Locale Code|Codice', { required: true }),
    active: f.boolean('Active|Attivo'),
  },
};
