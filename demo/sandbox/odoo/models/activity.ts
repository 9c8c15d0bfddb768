import type { Env } from '../orm/env.js';
import { refOf } from '../orm/external-ids.js';
import * as f from '../orm/field.js';
import { escapeBody } from '../orm/html-body.js';
import type { ModelSpec } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { createRow, unlinkRows, updateRows } from '../orm/write.js';
import { type Method, Records } from '../rpc/method.js';
import { OPEN, readBy, SETTINGS, USER } from './groups.js';
import { checkDocument, mayOnDocument } from './thread.js';

/** From 19 on a closed activity is archived in general; before, it is deleted unless its type keeps it. */
const KEEPS_DONE = 19;

function modelName(env: Env, row: Row): string | null {
  const name = env.row('ir.model', row['res_model_id'])?.['model'];
  return typeof name === 'string' ? name : null;
}

function state(env: Env, row: Row): string {
  if (row['active'] === false) return 'done';
  const due = String(row['date_deadline'] ?? '');
  return due < env.today ? 'overdue' : due === env.today ? 'today' : 'planned';
}

function close(env: Env, row: Row, feedback: unknown): number {
  const type = env.row('mail.activity.type', row['activity_type_id']);
  const said = feedback ? `<div>${escapeBody(String(feedback))}</div>` : '';
  const note = createRow(env, 'mail.message', {
    model: row['res_model'],
    res_id: row['res_id'],
    body: `<p><b>${escapeBody(String(type?.['name'] ?? 'To-Do'))}</b> done: ${escapeBody(String(row['summary'] ?? ''))}</p>${said}`,
    message_type: 'notification',
    subtype_id: refOf(env, 'mail.mt_activities') ?? false,
  });
  if (env.major >= KEEPS_DONE || type?.['keep_done'] === true)
    updateRows(env, 'mail.activity', [row.id], { active: false, date_done: env.today });
  else unlinkRows(env, 'mail.activity', [row.id]);
  return note;
}

const feedback: Method = {
  params: 'feedback? attachment_ids?',
  on: 'records',
  run: ({ env, ids, args }) => {
    const rows = ids.flatMap((id) => env.row('mail.activity', id) ?? []);
    const notes = rows.map((row) => close(env, row, args['feedback']));
    return new Records(notes, notes[0] ?? false);
  },
};

/** `mail.activity`: something still to be done on a record. */
export const activity: ModelSpec = {
  name: 'mail.activity',
  label: 'Activity|Attività',
  module: 'mail',
  order: 'date_deadline, id',
  recName: 'summary',
  indexed: ['res_id'],
  access: OPEN,
  rule: (env, row) =>
    row['user_id'] === env.uid || mayOnDocument(env, row['res_model'], row['res_id'], 'read'),
  prepare: (env, values, before) => {
    if (values['res_model_id'] == null && before) return values;
    return { ...values, res_model: modelName(env, { id: 0, ...values }) };
  },
  check: (env, row) => checkDocument(env, row['res_model'], row['res_id']),
  methods: { action_feedback: feedback, action_done: { params: '', on: 'records', run: feedback.run } },
  fields: {
    active: f.boolean('Active|Attivo', { default: () => true }),
    res_model_id: f.many2one('Document Model|Modello del documento', 'ir.model', {
      required: true,
      onDelete: 'cascade',
    }),
    res_model: f.char('Related Document Model|Modello', { readonly: true }),
    res_id: f.reference('Related Document ID|ID del documento', { required: true }),
    res_name: f.char('Document Name|Nome del documento', {
      readonly: true,
      isStored: true,
      compute: (env, row) => env.nameOf(String(row['res_model']), Number(row['res_id'])),
    }),
    activity_type_id: f.many2one('Activity Type|Tipo di attività', 'mail.activity.type', {
      default: (env) => refOf(env, 'mail.mail_activity_data_todo'),
      onDelete: 'restrict',
    }),
    summary: f.char('Summary|Riepilogo'),
    note: f.html('Note|Nota'),
    date_deadline: f.date('Due Date|Scadenza', { required: true, default: (env) => env.today }),
    date_done: f.date('Done Date|Data di completamento', { readonly: true }),
    user_id: f.many2one('Assigned to|Assegnata a', 'res.users', {
      required: true,
      default: (env) => env.uid,
    }),
    state: f.selection(
      'State|Stato',
      [
        ['overdue', 'Overdue', 'In ritardo'],
        ['today', 'Today', 'Oggi'],
        ['planned', 'Planned', 'Pianificata'],
        ['done', 'Done', 'Fatta'],
      ],
      { readonly: true, isStored: false, compute: state },
    ),
  },
};

/** `mail.activity.type`: call, to-do, e-mail, meeting. */
export const activityType: ModelSpec = {
  name: 'mail.activity.type',
  label: 'Activity Type|Tipo di attività',
  module: 'mail',
  order: 'sequence, id',
  access: readBy([USER], [SETTINGS]),
  fields: {
    name: f.char('Name|Nome', { required: true, translate: true }),
    active: f.boolean('Active|Attivo', { default: () => true }),
    sequence: f.integer('Sequence|Sequenza', { default: () => 10 }),
    category: f.selection('Action|Azione', [
      ['default', 'None', 'Nessuna'],
      ['upload_file', 'Upload Document', 'Carica documento'],
      ['phonecall', 'Phonecall', 'Telefonata'],
      ['meeting', 'Meeting', 'Riunione'],
    ]),
    keep_done: f.boolean('Keep Done|Mantieni completate', { until: 18, default: () => false }),
    res_model: f.char('Model|Modello'),
  },
};
