import { userError } from '../fault.js';
import type { Env } from '../orm/env.js';
import * as f from '../orm/field.js';
import type { ModelSpec } from '../orm/model.js';
import { storeRow, unlinkRows, updateRows } from '../orm/write.js';
import { CONTACT_CREATION, readBy } from './groups.js';
import { moveThread } from './lead-methods.js';

/**
 * The losers' references, messages and activities go over to the winner, which takes what it lacks; then they are
 * deleted. Their external ids go with them: whether the vendor re-points those is not confirmed.
 *
 * @throws Fault `UserError` for fewer than two.
 */
export function mergePartners(env: Env, winner: number, all: number[]): void {
  const losers = all.filter((id) => id !== winner && env.row('res.partner', id));
  const kept = env.row('res.partner', winner);
  if (!kept || losers.length === 0) throw userError('You need to select at least two contacts to merge.');
  const missing: Record<string, unknown> = {};
  for (const name of [
    'email',
    'phone',
    'function',
    'website',
    'street',
    'city',
    'zip',
    'country_id',
    'vat',
    'parent_id',
  ]) {
    const value = losers.map((id) => env.row('res.partner', id)?.[name]).find((each) => each != null);
    if (kept[name] == null && value !== undefined && value !== winner) missing[name] = value;
  }
  repoint(env, losers, winner);
  moveThread(env, 'res.partner', losers, winner);
  unlinkRows(env.sudo(), 'res.partner', losers);
  updateRows(env.sudo(), 'res.partner', [winner], missing);
}

/** Straight in the database, as the wizard does it: write dates stay. */
function repoint(env: Env, from: number[], to: number): void {
  for (const model of env.db.models.values())
    for (const [name, field] of Object.entries(model.fields)) {
      if (field.type !== 'many2one' || field.relation !== 'res.partner' || field.compute) continue;
      for (const row of env.table(model.name).rows.values()) {
        const isOwnParent = model.name === 'res.partner' && row.id === to;
        if (from.includes(Number(row[name])) && !isOwnParent) storeRow(env, model, { ...row, [name]: to });
      }
    }
}

/** `base.partner.merge.automatic.wizard`: create it with the partners, then merge. */
export const mergeWizard: ModelSpec = {
  name: 'base.partner.merge.automatic.wizard',
  label: 'Merge Partner Wizard|Unione contatti',
  module: 'base',
  access: readBy([CONTACT_CREATION], [CONTACT_CREATION]),
  recName: 'id',
  methods: {
    action_merge: {
      params: '',
      on: 'records',
      run: ({ env, ids, model }) => {
        for (const id of ids) {
          const row = env.row(model.name, id);
          const partners = row && Array.isArray(row['partner_ids']) ? row['partner_ids'] : [];
          mergePartners(env, Number(row?.['dst_partner_id'] ?? Math.min(...partners)), partners);
        }
        return { type: 'ir.actions.act_window_close' };
      },
    },
  },
  fields: {
    partner_ids: f.many2many('Contacts|Contatti', 'res.partner'),
    dst_partner_id: f.many2one('Destination Contact|Contatto di destinazione', 'res.partner'),
  },
};
