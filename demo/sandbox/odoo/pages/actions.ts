import { type Html, html } from '../../kit/html.js';
import { mergeDeals } from '../models/lead-methods.js';
import { mergePartners } from '../models/merge-wizard.js';
import type { Model } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { search } from '../orm/search.js';
import { updateRows } from '../orm/write.js';
import { listOf } from './lists.js';
import { href, type Place } from './place.js';

/** As many as a browser's list of suggestions takes well. */
const SUGGESTED = 200;

/** What a person can do with the whole record. */
export function actionsBox(place: Place, model: Model, row: Row): Html {
  const { text } = place;
  const tab = listOf(model.name, row['is_company'] === true);
  const isDeal = model.name === 'crm.lead';
  const buttons = [
    ...(isDeal
      ? [button(place, model, row, 'won', text.markWon), button(place, model, row, 'lost', text.markLost)]
      : []),
    row['active'] === false
      ? button(place, model, row, 'unarchive', text.unarchive)
      : button(place, model, row, 'archive', text.archive),
  ];
  return html`<details class="box" id="actions"><summary>${text.actions}</summary>${buttons}${mergeForm(place, model, row)}
<form method="post" action="${href(place, `${tab}/delete`)}"><input type="hidden" name="id" value="${row.id}">
<button class="plain" id="delete">${text.remove}</button></form></details>`;
}

function button(place: Place, model: Model, row: Row, action: string, label: string): Html {
  return html`<form method="post" action="${href(place, `${model.name}/${row.id}/${action}`)}"><button class="plain" id="${action}">${label}</button></form>`;
}

function mergeForm(place: Place, model: Model, row: Row): Html {
  const { env, text } = place;
  const options = search(env, model, { domain: [['id', '!=', row.id]], order: 'id', limit: SUGGESTED }).map(
    (id) => html`<option value="${id}">${env.nameOf(model.name, id)}</option>`,
  );
  return html`<form method="post" action="${href(place, `${model.name}/${row.id}/merge`)}">
<label>${text.mergeWith}<input name="id" list="others" autocomplete="off" required></label><datalist id="others">${options}</datalist>
<p class="sub">${model.name === 'crm.lead' ? text.mergeDealsHelp : text.mergeHelp}</p><button class="plain" id="merge">${text.merge}</button></form>`;
}

/** Does what a button says. Gives the record to show afterwards; null when there is no such action. */
export function act(place: Place, model: Model, row: Row, action: string, otherId: number): number | null {
  const { env } = place;
  const write = (values: Record<string, unknown>) => updateRows(env, model.name, [row.id], values);
  if (action === 'archive') write({ active: false });
  else if (action === 'unarchive') write({ active: true });
  else if (action === 'lost') write({ active: false, probability: 0 });
  else if (action === 'won') write({ active: true, stage_id: wonStage(place) });
  else if (action !== 'merge') return null;
  else if (model.name === 'crm.lead') return mergeDeals(env, [row.id, otherId]);
  else mergePartners(env, row.id, [row.id, otherId]);
  return row.id;
}

function wonStage({ env }: Place): number | false {
  return search(env, env.model('crm.stage'), { domain: [['is_won', '=', true]], limit: 1 })[0] ?? false;
}
