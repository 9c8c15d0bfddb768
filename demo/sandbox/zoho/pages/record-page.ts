import { type Html, html } from '../../kit/html.js';
import { readableTime } from '../../kit/pages/readable.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import { relatedLists, relatedRecords } from '../api/related.js';
import type { ZohoContext } from '../context.js';
import { controlWriter } from '../control/records.js';
import { findModule, infoOf, type ModuleName } from '../modules.js';
import { SE_MODULE } from '../records/parties.js';
import { updateRow } from '../records/write.js';
import { RowFault } from '../refusal.js';
import type { Org } from '../state/org.js';
import type { RecordVersion } from '../state/record.js';
import { changedFields, editForm } from './edit-form.js';
import { layout, missingPage, orgOfPage, recordHref } from './layout.js';
import { actionsBox, mergeInto } from './merge-form.js';
import { pageName, readableValue } from './names.js';
import { formOf, isForeign, refuseForeign } from './posted-form.js';
import { activityCard, timeline } from './timeline.js';

type Params = Record<string, string>;

interface Found {
  org: Org;
  module: ModuleName;
  version: RecordVersion;
}

function find(context: ZohoContext, params: Params): Found | null {
  const org = orgOfPage(context, params);
  const module = findModule(params['module'] ?? '')?.name;
  if (!org || !module) return null;
  const id = params['id'] ?? '';
  const version = org.store(module).get(id) ?? org.store(module).getDeleted(id);
  return version ? { org, module, version } : null;
}

/** `GET /crm/:org/tab/:module/:id`. */
export function showRecord(context: ZohoContext, call: Call, params: Params): Answer {
  const found = find(context, params);
  if (!found) return missingPage();
  const { searchParams } = call.url;
  const said = searchParams.has('saved') ? 'Saved.' : searchParams.has('merged') ? 'Merged.' : '';
  const note = said ? html`<p class="note" role="status">${said}</p>` : html``;
  return page(200, render(found, note));
}

/** `POST` on the same address: saves what the form changed, by the same rules as the API. */
export function saveRecord(context: ZohoContext, call: Call, params: Params): Answer {
  const found = find(context, params);
  if (!found || found.version.deleted) return missingPage();
  if (isForeign(call)) return refuseForeign(found);
  const { org, module, version } = found;
  const changes = changedFields(org, module, version, formOf(call));
  try {
    if (Object.keys(changes).length > 0)
      updateRow({ org, module, before: version, position: 0 }, changes, controlWriter(org));
  } catch (error) {
    if (!(error instanceof RowFault)) throw error;
    return refused(found, `${error.message}: ${String(error.details['api_name'] ?? '')}`);
  }
  return redirect(`${recordHref(org, module, version.id)}?saved`);
}

/** `POST …/:id/merge` with the other record's `id`: this one stays. */
export function mergeRecord(context: ZohoContext, call: Call, params: Params): Answer {
  const found = find(context, params);
  if (!found || found.version.deleted) return missingPage();
  if (isForeign(call)) return refuseForeign(found);
  const { org, module, version } = found;
  const survivor = mergeInto(org, module, version, formOf(call).get('id') ?? '');
  if (typeof survivor === 'string') return refused(found, survivor);
  return redirect(`${recordHref(org, module, survivor.id)}?merged`);
}

function refused(found: Found, why: string): Answer {
  return page(400, render(found, html`<p class="note bad" role="alert">${why}</p>`));
}

function render({ org, module, version }: Found, note: Html): string {
  const { singular, isActivity } = infoOf(module);
  const isLogged = isActivity || module === 'Notes';
  const state = version.deleted ? ' · deleted' : '';
  const middle = isLogged
    ? html`<section class="box">${activityCard(org, module, version)}</section>`
    : timeline(org, module, version.id);
  const changed = readableTime(new Date(version.updatedAt).toISOString());
  const body = html`<div class="head"><h1><bdi>${pageName(module, version)}</bdi></h1>
<p class="sub">${singular} · ${version.id} · changed ${changed}${state}</p></div>
${note}<div class="cols"><div>${version.deleted ? html`` : actionsBox(org, module, version)}
${version.deleted || isLogged ? html`` : editForm(org, module, version)}
${allFields(org, module, version, isLogged)}</div><div>${middle}</div><div>${related(org, module, version)}</div></div>`;
  return layout(pageName(module, version), { org, module }, body);
}

function allFields(org: Org, module: ModuleName, version: RecordVersion, isOpen: boolean): Html {
  const rows = org.fieldsOf(module).flatMap(({ apiName, label }) => {
    const value = readableValue(org, module, version, apiName);
    return value ? [html`<dt>${label}</dt><dd data-field="${apiName}">${value}</dd>`] : [];
  });
  const list = html`<dl>${rows}</dl>`;
  return isOpen
    ? html`<section class="box"><h2>Fields</h2>${list}</section>`
    : html`<section class="box"><details><summary>All fields</summary>${list}</details></section>`;
}

/** What a record leads to and what is listed under it, activities aside. */
function related(org: Org, module: ModuleName, version: RecordVersion): Html {
  const groups = new Map<ModuleName, RecordVersion[]>();
  for (const field of org.fieldsOf(module)) {
    const target = (
      field.lookup === 'parent' ? version.values[SE_MODULE] : field.lookup
    ) as ModuleName | null;
    const other = target ? org.store(target).get(String(version.values[field.apiName])) : undefined;
    if (target && other) groups.set(target, [...(groups.get(target) ?? []), other]);
  }
  for (const list of relatedLists(module))
    if (!infoOf(list).isActivity && list !== 'Notes')
      groups.set(list, relatedRecords(org, module, version.id, list));
  const boxes = [...groups]
    .filter(([, versions]) => versions.length > 0)
    .map(([name, versions]) => {
      const items = versions.map(
        (each) =>
          html`<li><a href="${recordHref(org, name, each.id)}"><bdi>${pageName(name, each)}</bdi></a></li>`,
      );
      return html`<section class="box" data-associations="${name}"><h2>${name} (${versions.length})</h2><ul class="links">${items}</ul></section>`;
    });
  return boxes.length > 0
    ? html`${boxes}`
    : html`<section class="box"><p class="none">No related records.</p></section>`;
}
