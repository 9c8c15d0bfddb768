import { textOfHtml } from '../../kit/html.js';
import type { Env } from '../orm/env.js';
import { refOf } from '../orm/external-ids.js';
import * as f from '../orm/field.js';
import type { ModelSpec } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { OPEN } from './groups.js';
import { checkDocument, mayOnDocument } from './thread.js';

const MESSAGE_TYPES: f.Choice[] = [
  ['email', 'Incoming Email', 'E-mail in arrivo'],
  ['comment', 'Comment', 'Commento'],
  ['email_outgoing', 'Outgoing Email', 'E-mail in uscita'],
  ['notification', 'System notification', 'Notifica di sistema'],
  ['auto_comment', 'Automated Targeted Notification', 'Notifica automatica'],
  ['user_notification', 'User Specific Notification', 'Notifica all’utente'],
];

/** One's own messages, and those on what one may read. */
function mayTouch(env: Env, row: Row): boolean {
  if (row['create_uid'] === env.uid || row['author_id'] === env.partnerId) return true;
  return row['model'] == null || mayOnDocument(env, row['model'], row['res_id'], 'read');
}

/** `mail.message`: what happened on a record. It hangs on exactly one. */
export const message: ModelSpec = {
  name: 'mail.message',
  label: 'Message|Messaggio',
  module: 'mail',
  order: 'id desc',
  indexed: ['res_id', 'author_id'],
  access: OPEN,
  rule: mayTouch,
  displayName: (_env, row) =>
    String(row['subject'] ?? textOfHtml(String(row['body'] ?? '')).slice(0, 60)) || `mail.message,${row.id}`,
  check: (env, row) => {
    if (row['model'] != null && row['res_id'] != null) checkDocument(env, row['model'], row['res_id']);
  },
  fields: {
    subject: f.char('Subject|Oggetto'),
    date: f.datetime('Date|Data', { default: (env) => `${env.stamp.slice(0, 19)}.000000` }),
    body: f.html('Contents|Contenuto', { default: () => '' }),
    message_type: f.selection('Type|Tipo', MESSAGE_TYPES, { required: true, default: () => 'comment' }),
    subtype_id: f.many2one('Subtype|Sottotipo', 'mail.message.subtype', {
      default: (env) => refOf(env, 'mail.mt_note'),
    }),
    model: f.char('Related Document Model|Modello del documento'),
    res_id: f.reference('Related Document ID|ID del documento'),
    record_name: f.char('Message Record Name|Nome del record', {
      readonly: true,
      isStored: false,
      compute: (env, row) =>
        env.db.models.has(String(row['model']))
          ? env.nameOf(String(row['model']), Number(row['res_id']))
          : null,
    }),
    parent_id: f.many2one('Parent Message|Messaggio padre', 'mail.message'),
    author_id: f.many2one('Author|Autore', 'res.partner', { default: (env) => env.partnerId || null }),
    email_from: f.char('From|Da'),
    attachment_ids: f.many2many('Attachments|Allegati', 'ir.attachment'),
    is_internal: f.boolean('Employee Only|Solo dipendenti', { default: () => false }),
  },
};

/** `mail.message.subtype`: note or discussion. */
export const messageSubtype: ModelSpec = {
  name: 'mail.message.subtype',
  label: 'Message subtypes|Sottotipi di messaggio',
  module: 'mail',
  access: { read: OPEN.read, write: [], create: [], unlink: [] },
  fields: {
    name: f.char('Message Type|Tipo di messaggio', { required: true, translate: true }),
    internal: f.boolean('Internal Only|Solo interno'),
    default: f.boolean('Default|Predefinito'),
  },
};
