import { type Html, html } from '../../kit/html.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { archiveRecord } from '../records/write.js';
import { layout, listHref } from './layout.js';
import { recordName } from './names.js';
import { countOf, findList, formOf, isForeign, type ListPlace, refuseForeign } from './posted-form.js';
import { missingPage } from './record-page.js';

const NAMES_SHOWN = 5;

/**
 * `POST /contacts/:portalId/objects/:typeId/delete` with `id` (any number of them) or `all`: asks first, and deletes when
 * the form comes back confirmed. Many have to be confirmed with their number, as at the vendor.
 */
export function deleteRecords(context: HubspotContext, call: Call, params: Record<string, string>): Answer {
  const place = findList(context, params);
  if (!place) return missingPage();
  if (isForeign(call)) return refuseForeign(place);
  const { portal, info } = place;
  const form = formOf(call);
  const ids = idsOf(place, form);
  const back = listHref(portal, info.typeId);
  if (ids.length === 0) return redirect(back);
  const confirmed = form.get('confirm');
  if (confirmed === null) return page(200, ask(place, form, ids, html``));
  if (ids.length > 1 && confirmed.trim() !== String(ids.length)) {
    const note = html`<p class="note bad" role="alert">Enter the number of records to delete: ${ids.length}</p>`;
    return page(400, ask(place, form, ids, note));
  }
  for (const id of ids) archiveRecord(portal, info.type, id);
  return redirect(`${back}?deleted=${ids.length}`);
}

function idsOf({ portal, info }: ListPlace, form: URLSearchParams): string[] {
  const store = portal.store(info.type);
  if (form.has('all')) return store.list(0, store.size).versions.map(({ id }) => id);
  return [...new Set(form.getAll('id'))].filter((id) => store.get(id)?.id === id);
}

function ask({ portal, info }: ListPlace, form: URLSearchParams, ids: string[], note: Html): string {
  const store = portal.store(info.type);
  const names = ids.slice(0, NAMES_SHOWN).map((id) => {
    const version = store.get(id);
    return html`<li><bdi>${version ? recordName(info.type, version) : id}</bdi></li>`;
  });
  const more = ids.length - names.length;
  const chosen = form.has('all')
    ? html`<input type="hidden" name="all" value="1">`
    : html`${ids.map((id) => html`<input type="hidden" name="id" value="${id}">`)}`;
  const title = `Delete ${countOf(info, ids.length)}?`;
  const number =
    ids.length > 1
      ? html`<label>Enter the number of records to delete: ${ids.length}<input name="confirm" inputmode="numeric" autocomplete="off" autofocus></label>`
      : html`<input type="hidden" name="confirm" value="1">`;
  const body = html`<form class="box ask" method="post" action="${listHref(portal, info.typeId)}/delete"><h1>${title}</h1>
<p class="sub">You can restore deleted records for 90 days.</p>${note}
<ul>${names}${more > 0 ? html`<li class="sub">and ${more} more</li>` : html``}</ul>${chosen}${number}
<p class="pager"><button class="danger" id="delete">Delete ${countOf(info, ids.length)}</button>
<a href="${listHref(portal, info.typeId)}">Cancel</a></p></form>`;
  return layout(title, { portal, type: info.type }, body);
}
