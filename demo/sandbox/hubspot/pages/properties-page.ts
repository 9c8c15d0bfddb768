import { type Html, html } from '../../kit/html.js';
import { type Answer, type Call, page, redirect } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { define, type PropertyDefinition, type PropertyType } from '../properties/definition.js';
import { layout, listHref } from './layout.js';
import { findList, formOf, isForeign, type ListPlace, refuseForeign } from './posted-form.js';
import { missingPage } from './record-page.js';

const TYPES: [type: PropertyType, label: string][] = [
  ['string', 'Text'],
  ['number', 'Number'],
  ['date', 'Date'],
  ['bool', 'Yes or no'],
];

/** `GET /contacts/:portalId/objects/:typeId/properties`: the account's own properties, and those it archived. */
export function showProperties(context: HubspotContext, _call: Call, params: Record<string, string>): Answer {
  const place = findList(context, params);
  return place ? page(200, render(place)) : missingPage();
}

/** `POST` on the same address: `archive` or `restore` names one; `label` and `type` make one. */
export function changeProperties(
  context: HubspotContext,
  call: Call,
  params: Record<string, string>,
): Answer {
  const place = findList(context, params);
  if (!place) return missingPage();
  if (isForeign(call)) return refuseForeign(place);
  const { portal, info } = place;
  const form = formOf(call);
  const own = portal.properties[info.type].get(form.get('archive') ?? '');
  const archived = portal.archivedProperties[info.type].get(form.get('restore') ?? '');
  if (own && !own.hubspotDefined) portal.archiveProperty(info.type, own);
  if (archived) portal.putProperty(info.type, { ...archived, archived: false });
  make(place, form.get('label') ?? '', form.get('type'));
  return redirect(propertiesHref(place));
}

/** `Roof area (m²)` becomes `roof_area_m`; a name that is taken makes none. */
function make({ portal, info }: ListPlace, label: string, type: string | null): void {
  const name = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '');
  const known = TYPES.find(([each]) => each === type)?.[0];
  if (name === '' || known === undefined || portal.property(info.type, name)) return;
  portal.putProperty(info.type, define(name, label.trim(), known, { custom: true }));
}

const propertiesHref = ({ portal, info }: ListPlace): string => `${listHref(portal, info.typeId)}/properties`;

function render(place: ListPlace): string {
  const { portal, info } = place;
  const own = [...portal.properties[info.type].values()].filter(({ hubspotDefined }) => !hubspotDefined);
  const archived = [...portal.archivedProperties[info.type].values()];
  const singular = info.singular.toLowerCase();
  const options = TYPES.map(([type, label]) => html`<option value="${type}">${label}</option>`);
  const body = html`<div class="head"><h1>Properties of a ${singular}</h1>
<p class="sub">Made in this account · <a href="${listHref(portal, info.typeId)}">${info.label}</a></p></div>
${list(own, 'archive', 'Archive')}
<form class="box" method="post"><h2>Create a property</h2><label>Label<input name="label" autocomplete="off" required></label>
<label>Type<select name="type">${options}</select></label><button class="strong" id="create">Create</button></form>
${archived.length > 0 ? html`<h2>Archived</h2>${list(archived, 'restore', 'Restore')}` : html``}`;
  return layout('Properties', { portal, type: info.type }, body);
}

function list(definitions: PropertyDefinition[], action: 'archive' | 'restore', word: string): Html {
  if (definitions.length === 0) return html`<div class="box"><p class="none">No properties.</p></div>`;
  const rows = definitions.map(
    ({ name, label, type }) => html`<tr><td>${label}</td><td>${name}</td><td>${type}</td>
<td><button class="plain" name="${action}" value="${name}" aria-label="${word} ${label}">${word}</button></td></tr>`,
  );
  return html`<form method="post"><div class="box tablebox"><table>
<thead><tr><th>Label</th><th>Name</th><th>Type</th><th></th></tr></thead><tbody>${rows}</tbody></table></div></form>`;
}
