import { accessError, missingError, valueError } from '../fault.js';
import { checkModelAccess, checkRules, isAllowed, mayAccess } from '../orm/access.js';
import type { Env } from '../orm/env.js';
import { refOf } from '../orm/external-ids.js';
import { escapeBody } from '../orm/html-body.js';
import type { Operation } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { createRow } from '../orm/write.js';
import { type Method, Records } from '../rpc/method.js';

/** Names `message_post` takes beside its own. */
const PASSED_ON = new Set([
  'author_id',
  'email_from',
  'subject',
  'parent_id',
  'attachment_ids',
  'date',
  'partner_ids',
]);

/** Posts on records; the body is text unless `body_is_html` says otherwise. Not idempotent. */
const messagePost: Method = {
  params:
    'body? subject? message_type? email_from? author_id? parent_id? subtype_xmlid? subtype_id? partner_ids? attachment_ids? body_is_html? **',
  on: 'records',
  run: ({ env, model, ids, args }) => {
    const {
      body = '',
      body_is_html: isHtml,
      message_type: type,
      subtype_xmlid,
      subtype_id,
      ...others
    } = args;
    const unknown = Object.keys(others).filter((name) => !PASSED_ON.has(name));
    if (unknown.length > 0)
      throw valueError(`Those values are not supported when posting or notifying: ${unknown.join(', ')}`);
    const given = Object.fromEntries(Object.entries(others).filter(([name]) => name !== 'partner_ids'));
    const messages = ids.map((id) =>
      createRow(env, 'mail.message', {
        ...given,
        model: model.name,
        res_id: id,
        body: isHtml ? body : escapeBody(String(body)),
        message_type: type ?? 'notification',
        subtype_id: subtype_id ?? refOf(env, String(subtype_xmlid ?? 'mail.mt_note')) ?? false,
      }),
    );
    return new Records(messages, messages[0]);
  },
};

/** Plans something on a record, as the button does. */
const activitySchedule: Method = {
  params: 'act_type_xmlid? date_deadline? summary? note? **',
  on: 'records',
  run: ({ env, model, ids, args }) => {
    const { act_type_xmlid, ...values } = args;
    const made = ids.map((id) =>
      createRow(env, 'mail.activity', {
        ...values,
        res_model_id: modelId(env, model.name),
        res_id: id,
        activity_type_id: refOf(env, String(act_type_xmlid ?? 'mail.mail_activity_data_todo')) ?? false,
      }),
    );
    return new Records(made);
  },
};

export const THREAD_METHODS: Record<string, Method> = {
  message_post: messagePost,
  activity_schedule: activitySchedule,
};

/** Id of a model's row in `ir.model`. */
export function modelId(env: Env, name: string): number | null {
  return env.table('ir.model').lookup('model', name)?.[0] ?? null;
}

/** Whether what a message or activity hangs on may be read, or written, by this user. */
export function mayOnDocument(env: Env, modelName: unknown, id: unknown, operation: Operation): boolean {
  const model = env.db.models.get(String(modelName));
  const row = model && env.row(model.name, id as number);
  if (!model || !row) return false;
  return mayAccess(env, model, operation) && isAllowed(env, model, row, operation);
}

/** @throws Fault `MissingError` when the document is not there, `AccessError` when it may not be written. */
export function checkDocument(env: Env, modelName: unknown, id: unknown): void {
  const model = env.db.models.get(String(modelName));
  if (!model) throw accessError(`You cannot post on ${String(modelName)}.`);
  const row: Row | undefined = env.row(model.name, id as number);
  if (!row) throw missingError(`${model.name}(${String(id)},)`, env.uid);
  checkModelAccess(env, model, 'write');
  checkRules(env, model, [row], 'write');
}
