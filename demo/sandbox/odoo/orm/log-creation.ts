import type { Env } from './env.js';
import { refOf } from './external-ids.js';
import { escapeBody } from './html-body.js';
import type { Model } from './model.js';
import { createRow } from './write.js';

/** The line "Contact created" that opens a record's history; bulk work may switch it off by context. */
export function logCreation(env: Env, model: Model, id: number): void {
  if (!env.db.settings().logs_creation) return;
  if (env.context['mail_create_nolog'] || env.context['tracking_disable']) return;
  createRow(env.sudo(), 'mail.message', {
    model: model.name,
    res_id: id,
    body: `<p>${escapeBody(model.label)} created</p>`,
    message_type: 'notification',
    subtype_id: refOf(env, 'mail.mt_note') ?? false,
  });
}
