import { type Html, html } from '../../kit/html.js';
import { type Answer, page, redirect } from '../../kit/sandbox.js';
import type { Model } from '../orm/model.js';
import type { Row } from '../orm/row.js';
import { search } from '../orm/search.js';
import { updateRows } from '../orm/write.js';
import { act, actionsBox } from './actions.js';
import { chatter } from './chatter.js';
import { changedFields, editForm } from './edit-form.js';
import { layout, missingPage } from './layout.js';
import { listOf } from './lists.js';
import { formOf, href, isOwnForm, type Place } from './place.js';
import { attempt } from './posted-form.js';
import { labelOf, readableValue, stampText } from './readable.js';

type Params = Record<string, string>;

/** Also by the names of the tabs, as the vendor's own addresses have them. */
const ALIASES: Record<string, string> = {
  contacts: 'res.partner',
  companies: 'res.partner',
  crm: 'crm.lead',
};

interface Found {
  model: Model;
  row: Row;
}

function find({ env, db }: Place, params: Params): Found | null {
  const name = ALIASES[params['model'] ?? ''] ?? params['model'] ?? '';
  const model = db.models.get(name);
  if (!model?.isThread) return null;
  const row = env.row(name, Number(params['id']));
  return row ? { model, row } : null;
}

/** `GET /odoo/<model>/<id>`. */
export function showRecord(place: Place, params: Params): Answer {
  const found = find(place, params);
  if (!found) return missingPage(place.language);
  const query = place.call.url.searchParams;
  const said = query.has('saved') ? place.text.saved : query.has('merged') ? place.text.merged : '';
  return page(200, render(place, found, said ? html`<p class="note" role="status">${said}</p>` : html``));
}

/** `POST` on the same address: saves what the form changed, by the same rules as a call. */
export function saveRecord(place: Place, params: Params): Answer {
  const found = find(place, params);
  if (!found) return missingPage(place.language);
  if (!isOwnForm(place.call)) return page(403, render(place, found, alert(place.text.otherSite)));
  const { model, row } = found;
  const changes = changedFields(model, row, formOf(place.call));
  if (Object.keys(changes).length > 0) {
    const fault = attempt(place, () => updateRows(place.env, model.name, [row.id], changes));
    if (fault !== null) return page(400, render(place, found, alert(fault)));
  }
  return redirect(`${href(place, `${model.name}/${row.id}`)}&saved`);
}

/** `POST /odoo/<model>/<id>/<action>`: archive, unarchive, won, lost, merge. */
export function actOnRecord(place: Place, params: Params): Answer {
  const found = find(place, params);
  if (!found) return missingPage(place.language);
  if (!isOwnForm(place.call)) return page(403, render(place, found, alert(place.text.otherSite)));
  const { model, row } = found;
  const action = params['action'] ?? '';
  const otherId = formOf(place.call).get('id')?.trim() ?? '';
  const other = place.env.row(model.name, Number(otherId));
  if (action === 'merge' && (!other || other.id === row.id))
    return page(400, render(place, found, alert(place.text.cannotMerge(otherId))));
  let shown: number | null = null;
  const fault = attempt(place, () => {
    shown = act(place, model, row, action, Number(otherId));
  });
  if (fault !== null) return page(400, render(place, found, alert(fault)));
  if (shown === null) return missingPage(place.language);
  return redirect(`${href(place, `${model.name}/${shown}`)}&${action === 'merge' ? 'merged' : 'saved'}`);
}

function alert(text: string): Html {
  return html`<p class="note bad" role="alert">${text}</p>`;
}

function render(place: Place, { model, row }: Found, note: Html): string {
  const { env, text, language } = place;
  const name = String(row['name'] ?? env.displayName(model, row));
  const tab = listOf(model.name, row['is_company'] === true);
  const label = language === 'it' ? model.labelIt : model.label;
  const changed = stampText(String(row['write_date']));
  const body = html`<div class="head"><h1><bdi>${name}</bdi> ${state(place, model, row)}</h1>
<p class="sub">${label} · ${row.id} · ${text.changed} ${changed}</p></div>
${note}<div class="cols"><div>${editForm(place, model, row)}${actionsBox(place, model, row)}${allFields(place, model, row)}</div>
<div>${chatter(place, model.name, row.id)}</div><div>${related(place, model, row)}</div></div>`;
  return layout(name, language, place, tab, body);
}

function state({ env, text }: Place, model: Model, row: Row): Html {
  if (row['active'] === false)
    return html`<span class="state bad">${model.name === 'crm.lead' ? text.lost : text.archived}</span>`;
  const isWon = model.name === 'crm.lead' && env.row('crm.stage', row['stage_id'])?.['is_won'] === true;
  return isWon ? html`<span class="state">${text.won}</span>` : html``;
}

function allFields({ env, text }: Place, model: Model, row: Row): Html {
  const rows = Object.keys(model.fields).flatMap((name) => {
    const value = readableValue(env, model, row, name);
    return value
      ? [html`<dt>${labelOf(env, model, name)}</dt><dd data-property="${name}">${value}</dd>`]
      : [];
  });
  return html`<section class="box"><details><summary>${text.allFields}</summary><dl>${rows}</dl></details></section>`;
}

/** The company above, the people below, the deals beside. */
function related(place: Place, model: Model, row: Row): Html {
  const { env, text } = place;
  const links: [string, number][] = [];
  for (const name of ['parent_id', 'partner_id'])
    if (typeof row[name] === 'number' && model.fields[name]?.relation === 'res.partner')
      links.push(['res.partner', row[name]]);
  if (model.name === 'res.partner') {
    for (const id of search(env, model, { domain: [['parent_id', '=', row.id]], order: 'id' }))
      links.push([model.name, id]);
    for (const id of search(env, env.model('crm.lead'), {
      domain: [['partner_id', '=', row.id]],
      order: 'id',
    }))
      links.push(['crm.lead', id]);
  }
  const items = links.map(
    ([name, id]) =>
      html`<li><a href="${href(place, `${name}/${id}`)}"><bdi>${String(env.row(name, id)?.['name'] ?? env.nameOf(name, id))}</bdi></a></li>`,
  );
  return html`<section class="box" id="related"><h2>${text.related}</h2>${
    items.length > 0 ? html`<ul class="links">${items}</ul>` : html`<p class="none">${text.noRelated}</p>`
  }</section>`;
}
