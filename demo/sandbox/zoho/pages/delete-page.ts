import { type Html, html } from '../../kit/html.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { controlWriter } from '../control/records.js';
import { deleteRecord } from '../records/write.js';
import type { RecordVersion } from '../state/record.js';
import { layout, listHref, missingPage } from './layout.js';
import { pageName } from './names.js';
import { countOf, findList, formOf, isForeign, type ListPlace, refuseForeign } from './posted-form.js';

const NAMES_SHOWN = 5;

/** `POST …/tab/:module/delete` with `id` (any number of them) or `all`: asks first, deletes when confirmed. */
export function deleteRecords(context: ZohoContext, call: Call, params: Record<string, string>): Answer {
  const place = findList(context, params);
  if (!place) return missingPage();
  if (isForeign(call)) return refuseForeign(place);
  const { org, module } = place;
  const form = formOf(call);
  const chosen = form.has('all')
    ? [...org.store(module).all()]
    : [...new Set(form.getAll('id'))].flatMap((id) => org.store(module).get(id) ?? []);
  const back = listHref(org, module);
  if (chosen.length === 0) return redirect(back);
  if (!form.has('confirm')) return page(200, ask(place, form, chosen));
  for (const version of chosen) deleteRecord(org, module, version, controlWriter(org));
  return redirect(`${back}?deleted=${chosen.length}`);
}

function ask({ org, module }: ListPlace, form: URLSearchParams, chosen: RecordVersion[]): string {
  const names: Html[] = chosen
    .slice(0, NAMES_SHOWN)
    .map((version) => html`<li><bdi>${pageName(module, version)}</bdi></li>`);
  const more = chosen.length - names.length;
  const fields = form.has('all')
    ? html`<input type="hidden" name="all" value="1">`
    : html`${chosen.map(({ id }) => html`<input type="hidden" name="id" value="${id}">`)}`;
  const title = `Delete ${countOf(module, chosen.length)}?`;
  const body = html`<form class="box ask" method="post" action="${listHref(org, module)}/delete"><h1>${title}</h1>
<p class="sub">Deleted records stay in the recycle bin for ${org.settings.recycle_days} days.</p>
<ul>${names}${more > 0 ? html`<li class="sub">and ${more} more</li>` : html``}</ul>${fields}
<input type="hidden" name="confirm" value="1">
<p class="pager"><button class="danger" id="delete">Delete ${countOf(module, chosen.length)}</button>
<a href="${listHref(org, module)}">Cancel</a></p></form>`;
  return layout(title, { org, module }, body);
}
