import { userError } from '../fault.js';
import type { Env } from '../orm/env.js';
import type { Row } from '../orm/row.js';
import { search } from '../orm/search.js';
import { unlinkRows, updateRows } from '../orm/write.js';
import { type Method, Records } from '../rpc/method.js';

/** A lost deal is archived: its stage stays, its probability is nothing. */
const setLost: Method = {
  params: '**',
  on: 'records',
  run: ({ env, ids, args }) => {
    updateRows(env, 'crm.lead', ids, { active: false, probability: 0, ...args });
    return undefined;
  },
};

const setWon: Method = {
  params: '',
  on: 'records',
  run: ({ env, ids }) => {
    const [stage] = search(env.sudo(), env.model('crm.stage'), { domain: [['is_won', '=', true]], limit: 1 });
    if (stage === undefined) throw userError('There is no stage for won deals.');
    updateRows(env, 'crm.lead', ids, { active: true, stage_id: stage, probability: 100 });
    return true;
  },
};

/** The most advanced deal takes over what it lacks, messages and activities too; the others are deleted. */
const merge: Method = {
  params: 'user_id? team_id? auto_unlink?',
  on: 'records',
  run: ({ env, ids }) => new Records([mergeDeals(env, ids)]),
};

/** @throws Fault `UserError` for fewer than two. */
export function mergeDeals(env: Env, ids: number[]): number {
  const rows = ids.flatMap((id) => env.row('crm.lead', id) ?? []);
  const [winner, ...losers] = rows.sort((a, b) => rank(b) - rank(a) || a.id - b.id);
  if (!winner || losers.length === 0)
    throw userError('Please select more than one element (lead or opportunity) from the list view.');
  const missing: Record<string, unknown> = {};
  for (const name of [
    'partner_id',
    'email_from',
    'phone',
    'expected_revenue',
    'description',
    'date_deadline',
  ]) {
    const from = losers.find((row) => row[name] != null && row[name] !== 0);
    if ((winner[name] == null || winner[name] === 0) && from) missing[name] = from[name];
  }
  updateRows(env, 'crm.lead', [winner.id], missing);
  moveThread(
    env,
    'crm.lead',
    losers.map((row) => row.id),
    winner.id,
  );
  unlinkRows(
    env.sudo(),
    'crm.lead',
    losers.map((row) => row.id),
  );
  return winner.id;
}

function rank(row: Row): number {
  return Number(row['active'] !== false) * 1_000 + Number(row['probability'] ?? 0);
}

/** Messages and activities of merged-away records go over to the one that stays. */
export function moveThread(env: Env, model: string, from: number[], to: number): void {
  for (const [hanging, modelField] of [
    ['mail.message', 'model'],
    ['mail.activity', 'res_model'],
  ] as const) {
    const ids = from.flatMap((id) => env.table(hanging).lookup('res_id', id) ?? []);
    const own = ids.filter((id) => env.row(hanging, id)?.[modelField] === model);
    updateRows(env.sudo(), hanging, own, { res_id: to });
  }
}

export const LEAD_METHODS: Record<string, Method> = {
  action_set_lost: setLost,
  action_set_won: setWon,
  action_set_won_rainbowman: setWon,
  merge_opportunity: merge,
};
