import { html } from '../../kit/html.js';
import { readableTime } from '../../kit/pages/readable.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { controlWriter } from '../control/records.js';
import { restoreRecord } from '../records/write.js';
import type { RecordVersion } from '../state/record.js';
import { layout, listHref, missingPage } from './layout.js';
import { pageName } from './names.js';
import { countOf, findList, formOf, isForeign, type ListPlace, refuseForeign } from './posted-form.js';

const PAGE_SIZE = 200;

function inBin(context: ZohoContext, { org, module }: ListPlace): RecordVersion[] {
  const { recycle_days: recycle, deleted_days: kept } = context.settings;
  const all = org.store(module).listDeleted(context.now(), { recycle, kept });
  return all.filter(({ deleted }) => deleted?.type === 'recycle');
}

/** `GET …/tab/:module/bin`: what is in the recycle bin. */
export function showBin(context: ZohoContext, call: Call, params: Record<string, string>): Answer {
  const place = findList(context, params);
  if (!place) return missingPage();
  const done = (name: string) => Number(call.url.searchParams.get(name));
  const said = done('restored')
    ? `${countOf(place.module, done('restored'))} restored.`
    : done('gone')
      ? `${countOf(place.module, done('gone'))} deleted for good.`
      : '';
  return page(200, render(place, inBin(context, place), said));
}

/** `POST` on the same address: takes the chosen ones out again, or deletes them for good; `all` means every one. */
export function emptyBin(context: ZohoContext, call: Call, params: Record<string, string>): Answer {
  const place = findList(context, params);
  if (!place) return missingPage();
  if (isForeign(call)) return refuseForeign(place);
  const { org, module } = place;
  const form = formOf(call);
  const wanted = new Set(form.getAll('id'));
  const ids = inBin(context, place).flatMap(({ id }) => (form.has('all') || wanted.has(id) ? [id] : []));
  const isForGood = form.get('action') === 'purge';
  for (const id of ids) {
    if (isForGood) org.store(module).purge(id);
    else restoreRecord(org, module, id, controlWriter(org));
  }
  return redirect(`${listHref(org, module)}/bin?${isForGood ? 'gone' : 'restored'}=${ids.length}`);
}

function render({ org, module }: ListPlace, versions: RecordVersion[], said: string): string {
  const rows = versions.slice(0, PAGE_SIZE).map((version) => {
    const name = pageName(module, version);
    const at = new Date(version.deleted?.at ?? 0).toISOString();
    return html`<tr><td class="pick"><input type="checkbox" name="id" value="${version.id}" aria-label="${name}"></td>
<td><bdi>${name}</bdi></td><td>${readableTime(at)}</td></tr>`;
  });
  const note = said ? html`<p class="note" role="status">${said}</p>` : html``;
  const list = html`<form method="post" action="${listHref(org, module)}/bin">
<p class="bar"><button class="plain" id="restore" name="action" value="restore">Restore</button>
<button class="plain" id="purge" name="action" value="purge">Delete for good</button>
<label class="all"><input type="checkbox" name="all" value="1"> All ${versions.length}</label></p>
<div class="box tablebox"><table><thead><tr><th class="pick"></th><th>Name</th><th>Deleted</th></tr></thead>
<tbody>${rows}</tbody></table></div></form>`;
  const label = module.toLowerCase();
  const body = html`<div class="head"><h1>Recycle bin</h1>
<p class="sub">Deleted ${label} of the last ${org.settings.recycle_days} days · <a href="${listHref(org, module)}">${module}</a></p></div>${note}
${versions.length > 0 ? list : html`<div class="box"><p class="none">No deleted ${label}.</p></div>`}`;
  return layout('Recycle bin', { org, module }, body);
}
