import * as f from '../orm/field.js';
import type { ModelSpec } from '../orm/model.js';
import { readBy, SETTINGS } from './groups.js';

/** `base.automation`: when which of its actions run. For Settings users only. */
export const automation: ModelSpec = {
  name: 'base.automation',
  label: 'Automation Rule|Regola di automazione',
  module: 'base_automation',
  access: readBy([SETTINGS], [SETTINGS]),
  fields: {
    name: f.char('Automation Rule Name|Nome della regola', { required: true }),
    active: f.boolean('Active|Attivo', { default: () => true }),
    model_id: f.many2one('Model|Modello', 'ir.model', { required: true, onDelete: 'cascade' }),
    trigger: f.selection(
      'Trigger|Evento',
      [
        ['on_create_or_write', 'On save', 'Al salvataggio'],
        ['on_unlink', 'On deletion', 'All’eliminazione'],
        ['on_archive', 'On archived', 'All’archiviazione'],
        ['on_unarchive', 'On unarchived', 'Al ripristino'],
        ['on_stage_set', 'Stage is set to', 'La fase diventa'],
      ],
      { required: true },
    ),
    filter_domain: f.char('Apply on|Applica a'),
    action_server_ids: f.one2many('Actions|Azioni', 'ir.actions.server', 'base_automation_id'),
  },
};

/** `ir.actions.server`: of its kinds only the post to an address does something here. */
export const serverAction: ModelSpec = {
  name: 'ir.actions.server',
  label: 'Server Action|Azione server',
  module: 'base',
  indexed: ['base_automation_id'],
  access: readBy([SETTINGS], [SETTINGS]),
  fields: {
    name: f.char('Name|Nome', { required: true, default: () => 'Send Webhook Notification' }),
    model_id: f.many2one('Model|Modello', 'ir.model', { required: true, onDelete: 'cascade' }),
    usage: f.selection(
      'Usage|Uso',
      [
        ['ir_actions_server', 'Server Action', 'Azione server'],
        ['base_automation', 'Automation Rule', 'Regola di automazione'],
      ],
      { required: true, default: () => 'ir_actions_server' },
    ),
    state: f.selection(
      'Type|Tipo',
      [
        ['object_write', 'Update Record', 'Aggiorna record'],
        ['code', 'Execute Code', 'Esegui codice'],
        ['webhook', 'Send Webhook Notification', 'Invia notifica webhook'],
      ],
      { required: true, default: () => 'object_write' },
    ),
    webhook_url: f.char('Webhook URL|URL del webhook'),
    webhook_field_ids: f.many2many('Webhook Fields|Campi del webhook', 'ir.model.fields'),
    base_automation_id: f.many2one('Automation Rule|Regola di automazione', 'base.automation', {
      onDelete: 'cascade',
    }),
  },
};
