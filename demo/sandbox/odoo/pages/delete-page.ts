import { type Html, html } from '../../kit/html.js';
import { type Answer, page, redirect } from '../../kit/sandbox.js';
import { createRow, unlinkRows } from '../orm/write.js';
import { layout } from './layout.js';
import { LISTS, type ListTab, listed } from './lists.js';
import { formOf, href, type Place } from './place.js';
import { attempt, refuseForeign } from './posted-form.js';

const NAMES_SHOWN = 5;

/** `POST /odoo/<tab>/new` with a name: makes a record and shows it. */
export function createRecord(place: Place, tab: ListTab): Answer {
  const foreign = refuseForeign(place, tab);
  if (foreign) return foreign;
  const { model, fresh } = LISTS[tab];
  const name = formOf(place.call).get('name')?.trim() || false;
  let id = 0;
  const fault = attempt(place, () => {
    id = createRow(place.env, model, { ...fresh, name });
  });
  if (fault === null) return redirect(href(place, `${model}/${id}`));
  const note = html`<p class="note bad" role="alert">${fault}</p>`;
  return page(400, layout(place.text.newRecord, place.language, place, tab, note));
}

/**
 * `POST /odoo/<tab>/delete` with `id` (any number of them) or `all`: asks first, and deletes when the form comes back
 * confirmed. Many have to be confirmed with their number. Nothing brings them back.
 */
export function deleteRecords(place: Place, tab: ListTab): Answer {
  const foreign = refuseForeign(place, tab);
  if (foreign) return foreign;
  const form = formOf(place.call);
  const ids = idsOf(place, tab, form);
  if (ids.length === 0) return redirect(href(place, tab));
  const confirmed = form.get('confirm');
  if (confirmed === null) return page(200, ask(place, tab, form, ids, ''));
  if (ids.length > 1 && confirmed.trim() !== String(ids.length))
    return page(400, ask(place, tab, form, ids, place.text.deleteNumber(ids.length)));
  const fault = attempt(place, () => unlinkRows(place.env, LISTS[tab].model, ids));
  if (fault !== null) return page(400, ask(place, tab, form, ids, fault));
  return redirect(`${href(place, tab)}&deleted=${ids.length}`);
}

function idsOf(place: Place, tab: ListTab, form: URLSearchParams): number[] {
  if (form.has('all')) return listed(place, tab);
  const { model } = LISTS[tab];
  return [...new Set(form.getAll('id').map(Number))].filter((id) => place.env.row(model, id) !== undefined);
}

function ask(place: Place, tab: ListTab, form: URLSearchParams, ids: number[], fault: string): string {
  const { text, env } = place;
  const { model } = LISTS[tab];
  const names = ids.slice(0, NAMES_SHOWN).map((id) => html`<li><bdi>${env.nameOf(model, id)}</bdi></li>`);
  const more = ids.length - names.length;
  const chosen: Html = form.has('all')
    ? html`<input type="hidden" name="all" value="1">`
    : html`${ids.map((id) => html`<input type="hidden" name="id" value="${id}">`)}`;
  const number =
    ids.length > 1
      ? html`<label>${text.deleteNumber(ids.length)}<input name="confirm" inputmode="numeric" autocomplete="off" autofocus></label>`
      : html`<input type="hidden" name="confirm" value="1">`;
  const title = text.deleteTitle(ids.length);
  const body = html`<form class="box ask" method="post" action="${href(place, `${tab}/delete`)}"><h1>${title}</h1>
<p class="sub">${text.deleteHelp}</p>${fault ? html`<p class="note bad" role="alert">${fault}</p>` : html``}
<ul>${names}${more > 0 ? html`<li class="sub">${text.andMore(more)}</li>` : html``}</ul>${chosen}${number}
<p class="pager"><button class="danger" id="delete">${text.remove}</button><a href="${href(place, tab)}">${text.cancel}</a></p></form>`;
  return layout(title, place.language, place, tab, body);
}
