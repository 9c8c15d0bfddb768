import { html } from '../../kit/html.js';
import { readableTime } from '../../kit/pages/readable.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { restoreRecord } from '../records/write.js';
import { layout, listHref } from './layout.js';
import { recordName } from './names.js';
import { countOf, findList, formOf, isForeign, type ListPlace, refuseForeign } from './posted-form.js';
import { missingPage } from './record-page.js';

const PAGE_SIZE = 200;

/** `GET /contacts/:portalId/objects/:typeId/restore`: what is in the recycle bin. */
export function showDeleted(context: HubspotContext, call: Call, params: Record<string, string>): Answer {
  const place = findList(context, params);
  return place ? page(200, render(place, Number(call.url.searchParams.get('restored')))) : missingPage();
}

/** `POST` on the same address: takes the chosen ones out again; `all` takes every one. */
export function restoreRecords(context: HubspotContext, call: Call, params: Record<string, string>): Answer {
  const place = findList(context, params);
  if (!place) return missingPage();
  if (isForeign(call)) return refuseForeign(place);
  const { portal, info } = place;
  const store = portal.store(info.type);
  const form = formOf(call);
  const ids = form.has('all')
    ? store.list(0, store.archivedSize, true).versions.map(({ id }) => id)
    : form.getAll('id').filter((id) => store.getArchived(id));
  for (const id of ids) restoreRecord(portal, info.type, id);
  return redirect(`${listHref(portal, info.typeId)}/restore?restored=${ids.length}`);
}

function render({ portal, info }: ListPlace, restored: number): string {
  const store = portal.store(info.type);
  const { versions } = store.list(0, PAGE_SIZE, true);
  const rows = versions.map((version) => {
    const name = recordName(info.type, version);
    const at = new Date(version.archivedAt ?? version.updatedAt).toISOString();
    return html`<tr><td class="pick"><input type="checkbox" name="id" value="${version.id}" aria-label="${name}"></td>
<td><bdi>${name}</bdi></td><td>${readableTime(at)}</td></tr>`;
  });
  const label = info.label.toLowerCase();
  const note =
    restored > 0 ? html`<p class="note" role="status">${countOf(info, restored)} restored.</p>` : html``;
  const list = html`<form method="post" action="${listHref(portal, info.typeId)}/restore">
<p class="bar"><button class="plain" id="restore">Restore</button>
<button class="plain" name="all" value="1">Restore all ${store.archivedSize}</button></p>
<div class="box tablebox"><table><thead><tr><th class="pick"></th><th>Name</th><th>Deleted</th></tr></thead>
<tbody>${rows}</tbody></table></div></form>`;
  const body = html`<div class="head"><h1>Restore ${label}</h1>
<p class="sub">Deleted in the last 90 days · <a href="${listHref(portal, info.typeId)}">${info.label}</a></p></div>${note}
${versions.length > 0 ? list : html`<div class="box"><p class="none">No deleted ${label}.</p></div>`}`;
  return layout(`Restore ${label}`, { portal, type: info.type }, body);
}
