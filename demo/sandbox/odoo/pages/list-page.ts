import { Html, html } from '../../kit/html.js';
import { type Answer, page } from '../../kit/sandbox.js';
import { search } from '../orm/search.js';
import { layout } from './layout.js';
import { LISTS, type ListTab, listed } from './lists.js';
import { href, type Place } from './place.js';
import { labelOf, readableValue } from './readable.js';

const PAGE_SIZE = 50;

/** `GET /odoo/<tab>?after=&select=`: records in id order, lost deals included. */
export function showList(place: Place, tab: ListTab): Answer {
  const { text, call } = place;
  const after = Number(call.url.searchParams.get('after') ?? 0) || 0;
  const ids = listed(place, tab);
  const shown = ids.filter((id) => id > after).slice(0, PAGE_SIZE);
  const title = { contacts: text.contacts, companies: text.companies, crm: text.deals }[tab];
  const deleted = Number(call.url.searchParams.get('deleted'));
  const last = shown.at(-1);
  const hasMore = last !== undefined && last !== ids.at(-1);
  const body = html`<div class="head"><h1>${title}</h1><p class="sub">${ids.length} ${text.records}</p></div>
${deleted > 0 ? html`<p class="note" role="status">${text.deleted(deleted)}</p>` : html``}
${newForm(place, tab)}${shown.length > 0 ? table(place, tab, shown, ids.length) : empty(text.none)}
<p class="pager">${after > 0 ? html`<a href="${href(place, tab)}">${text.first}</a>` : html``}
${hasMore ? html`<a href="${href(place, tab)}&after=${last}">${text.next}</a>` : html``}</p>`;
  return page(200, layout(title, place.language, place, tab, body));
}

function newForm(place: Place, tab: ListTab): Html {
  const { text } = place;
  return html`<form class="bar" id="new" method="post" action="${href(place, `${tab}/new`)}">
<input name="name" aria-label="${text.name}" placeholder="${text.name}" required autocomplete="off" style="width:260px">
<button class="plain">${text.newRecord}</button></form>`;
}

function table(place: Place, tab: ListTab, ids: number[], total: number): Html {
  const { env, call } = place;
  const { model: name, columns } = LISTS[tab];
  const model = env.model(name);
  const select = call.url.searchParams.get('select');
  const isChecked = select === 'page' || select === 'all' ? new Html(' checked') : html``;
  const heads = columns.map((column) => html`<th>${labelOf(env, model, column)}</th>`);
  const rows = ids.flatMap((id) => {
    const row = env.row(name, id);
    if (!row) return [];
    const cells = columns.map((column) => html`<td>${readableValue(env, model, row, column)}</td>`);
    const label = String(row['name'] ?? env.displayName(model, row));
    const tag = row['active'] === false ? html`<span class="tag">${place.text.lost}</span>` : html``;
    return [
      html`<tr><td class="pick"><input type="checkbox" name="id" value="${id}" aria-label="${label}"${isChecked}></td>
<td><a href="${href(place, `${name}/${id}`)}"><bdi>${label}</bdi></a>${tag}</td>${cells}</tr>`,
    ];
  });
  return html`<form method="post" action="${href(place, `${tab}/delete`)}">${selectionBar(place, tab, ids.length, total)}
<div class="box tablebox"><table><thead><tr><th class="pick"></th><th>${labelOf(env, model, 'name')}</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></form>`;
}

/** Choosing many works by links, since these pages run no script. */
function selectionBar(place: Place, tab: ListTab, shown: number, total: number): Html {
  const { text } = place;
  const query = place.call.url.searchParams;
  const link = (select: string, label: string): Html =>
    html`<a href="${href(place, tab)}&after=${query.get('after') ?? '0'}&select=${select}">${label}</a>`;
  const all =
    query.get('select') === 'all'
      ? html`<strong>${text.allSelected(total)}</strong><input type="hidden" name="all" value="1">`
      : html`${link('page', text.selectPage(shown))}${link('all', text.selectAll(total))}`;
  return html`<p class="bar"><button class="plain" id="delete">${text.remove}</button>${all}${query.has('select') ? link('none', text.clear) : html``}</p>`;
}

function empty(text: string): Html {
  return html`<div class="box"><p class="none">${text}</p></div>`;
}

/** `GET /odoo/activities`: what is still to be done, soonest first. */
export function showActivities(place: Place): Answer {
  const { env, text } = place;
  const model = env.model('mail.activity');
  const ids = search(env, model, { domain: [['active', '=', true]] });
  const columns = ['activity_type_id', 'date_deadline', 'state', 'user_id', 'res_name'];
  const rows = ids.flatMap((id) => {
    const row = env.row(model.name, id);
    if (!row) return [];
    const cells = columns.map((column) => html`<td>${readableValue(env, model, row, column)}</td>`);
    const target = `${String(row['res_model'])}/${String(row['res_id'])}`;
    return [
      html`<tr><td><a href="${href(place, target)}"><bdi>${String(row['summary'] ?? '–')}</bdi></a></td>${cells}</tr>`,
    ];
  });
  const heads = ['summary', ...columns].map((column) => html`<th>${labelOf(env, model, column)}</th>`);
  const activities = html`<div class="box tablebox"><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
  const body = html`<div class="head"><h1>${text.activities}</h1></div>${rows.length > 0 ? activities : empty(text.none)}`;
  return page(200, layout(text.activities, place.language, place, 'activities', body));
}
