import { type Html, html } from '../../kit/html.js';
import { readableTime } from '../../kit/pages/readable.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import { findAssociationType } from '../association-types.js';
import type { HubspotContext } from '../context.js';
import { findObjectType, infoOf, OBJECT_TYPES, type ObjectTypeInfo } from '../object-types.js';
import { checkWrite } from '../records/validate.js';
import { updateRecord } from '../records/write.js';
import { Refusal } from '../refusal.js';
import type { Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';
import { changedFields, editForm } from './edit-form.js';
import { layout, recordHref } from './layout.js';
import { actionsBox, mergeInto } from './merge-form.js';
import { readableValue, recordName } from './names.js';
import { formOf, isForeign, personOf, refuseForeign } from './posted-form.js';
import { activityCard, timeline } from './timeline.js';

type Params = Record<string, string>;

interface Found {
  portal: Portal;
  info: ObjectTypeInfo;
  version: Version;
}

function find(context: HubspotContext, params: Params): Found | null {
  const portal = context.portals.get(Number(params['portalId']));
  const info = findObjectType(params['typeId'] ?? '');
  if (!portal || !info) return null;
  const id = params['id'] ?? '';
  const version = portal.store(info.type).get(id) ?? portal.store(info.type).getArchived(id);
  return version ? { portal, info, version } : null;
}

/** The page for an address that leads nowhere. */
export function missingPage(): Answer {
  const body = html`<div class="box"><h1>Not here</h1><p class="sub">This account or record does not exist, or was deleted.</p></div>`;
  return page(404, layout('Not here', { portal: null, type: null }, body));
}

/** `GET /contacts/:portalId/record/:typeId/:id`. */
export function showRecord(context: HubspotContext, call: Call, params: Params): Answer {
  const found = find(context, params);
  if (!found) return missingPage();
  // A merged-away id leads to the record that survived.
  if (found.version.id !== params['id'])
    return redirect(recordHref(found.portal, found.info.typeId, found.version.id));
  const said = call.url.searchParams.has('saved')
    ? 'Saved.'
    : call.url.searchParams.has('merged')
      ? 'Merged.'
      : '';
  const note = said ? html`<p class="note" role="status">${said}</p>` : html``;
  return page(200, render(found, note));
}

/** `POST` on the same address: saves what the form changed, by the same rules as the API. */
export function saveRecord(context: HubspotContext, call: Call, params: Params): Answer {
  const found = find(context, params);
  if (!found || found.version.archivedAt !== null) return missingPage();
  if (isForeign(call)) return refuseForeign(found);
  const { portal, info, version } = found;
  const changes = changedFields(portal, info.type, version, formOf(call));
  try {
    const rules = { portal, type: info.type, before: version, enforceRequired: false };
    updateRecord(portal, info.type, version, checkWrite(rules, changes), personOf(portal));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const text = error.body.errors?.map((each) => each.message).join(' ') ?? error.message;
    return page(error.status, render(found, html`<p class="note bad" role="alert">${text}</p>`));
  }
  return redirect(`${recordHref(portal, info.typeId, version.id)}?saved`);
}

/** `POST …/merge` with the other record's `id`: this one stays. */
export function mergeRecord(context: HubspotContext, call: Call, params: Params): Answer {
  const found = find(context, params);
  if (!found || found.version.archivedAt !== null || found.info.isActivity) return missingPage();
  if (isForeign(call)) return refuseForeign(found);
  const { portal, info, version } = found;
  const survivor = mergeInto(portal, info, version, formOf(call).get('id') ?? '');
  if (typeof survivor === 'string')
    return page(400, render(found, html`<p class="note bad" role="alert">${survivor}</p>`));
  return redirect(`${recordHref(portal, info.typeId, survivor.id)}?merged`);
}

function render({ portal, info, version }: Found, note: Html): string {
  const place: Place = { type: info.type, id: version.id };
  const name = recordName(info.type, version);
  const state = version.archivedAt === null ? '' : ' · deleted';
  const middle = info.isActivity
    ? html`<section class="box">${activityCard(portal, info.type, version, info.typeId)}</section>`
    : timeline(portal, place);
  const isEditable = version.archivedAt === null && !info.isActivity;
  const body = html`<div class="head"><h1><bdi>${name}</bdi></h1>
<p class="sub">${info.singular} · ${version.id} · changed ${readableTime(new Date(version.updatedAt).toISOString())}${state}</p></div>
${note}<div class="cols"><div>${version.archivedAt === null ? actionsBox(portal, info, version) : html``}
${isEditable ? editForm(portal, info.type, version) : html``}${allProperties(portal, info, version)}</div><div>${middle}</div><div>${associations(portal, place)}</div></div>`;
  return layout(name, { portal, type: info.type }, body);
}

function allProperties(portal: Portal, info: ObjectTypeInfo, version: Version): Html {
  const rows = [...portal.properties[info.type].values()].flatMap((definition) => {
    const value = readableValue(portal, info.type, version, definition.name);
    return value
      ? [html`<dt>${definition.label}</dt><dd data-property="${definition.name}">${value}</dd>`]
      : [];
  });
  const list = html`<dl>${rows}</dl>`;
  return info.isActivity
    ? html`<section class="box"><h2>Properties</h2>${list}</section>`
    : html`<section class="box"><details><summary>All properties</summary>${list}</details></section>`;
}

function associations(portal: Portal, place: Place): Html {
  const boxes = OBJECT_TYPES.flatMap((target) => {
    const links = portal.associations.of(place, target.type);
    if (links.length === 0) return [];
    const items = links.map((link) => {
      const version = portal.store(target.type).get(link.toId);
      const labels = link.typeIds.flatMap(
        (typeId) => findAssociationType(place.type, target.type, typeId)?.label ?? [],
      );
      const tags = labels.map((label) => html`<span class="tag">${label}</span>`);
      const name = version ? recordName(target.type, version) : link.toId;
      return html`<li><a href="${recordHref(portal, target.typeId, link.toId)}"><bdi>${name}</bdi></a>${tags}</li>`;
    });
    return [
      html`<section class="box" data-associations="${target.type}"><h2>${infoOf(target.type).label} (${links.length})</h2><ul class="links">${items}</ul></section>`,
    ];
  });
  return boxes.length > 0
    ? html`${boxes}`
    : html`<section class="box"><p class="none">No associations.</p></section>`;
}
