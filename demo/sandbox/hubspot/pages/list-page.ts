import { type Html, html, Html as Markup } from '../../kit/html.js';
import { readableDuration } from '../../kit/pages/readable.js';
import { type Answer, type Call, page } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { findObjectType, OBJECT_TYPES, type ObjectType, type ObjectTypeInfo } from '../object-types.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';
import { layout, listHref, recordHref } from './layout.js';
import { readableValue, recordName } from './names.js';
import { countOf } from './posted-form.js';
import { missingPage } from './record-page.js';

const PAGE_SIZE = 50;

const COLUMNS: Record<ObjectType, string[]> = {
  contacts: ['email', 'phone', 'jobtitle', 'country', 'lastmodifieddate'],
  companies: ['domain', 'phone', 'city', 'country', 'hs_lastmodifieddate'],
  deals: ['amount', 'deal_currency_code', 'dealstage', 'closedate', 'hs_lastmodifieddate'],
  calls: ['hs_timestamp', 'hs_call_direction', 'hs_call_disposition', 'hs_call_duration'],
  tasks: ['hs_timestamp', 'hs_task_status', 'hs_task_priority'],
  notes: ['hs_timestamp', 'hs_lastmodifieddate'],
  meetings: ['hs_timestamp', 'hs_meeting_outcome'],
};

/** `GET /contacts/:portalId/objects/:typeId?after=`: records in id order, newest activities included. */
export function showList(context: HubspotContext, call: Call, params: Record<string, string>): Answer {
  const portal = context.portals.get(Number(params['portalId']));
  const info = findObjectType(params['typeId'] ?? '');
  if (!portal || !info) return missingPage();
  const after = Number(call.url.searchParams.get('after') ?? 0) || 0;
  const store = portal.store(info.type);
  const { versions, hasMore } = store.list(after, PAGE_SIZE);
  const last = versions.at(-1);
  const next =
    hasMore && last ? html`<a href="${listHref(portal, info.typeId)}?after=${last.id}">Next</a>` : html``;
  const first = after > 0 ? html`<a href="${listHref(portal, info.typeId)}">First page</a>` : html``;
  const deleted = Number(call.url.searchParams.get('deleted'));
  const note =
    deleted > 0 ? html`<p class="note" role="status">${countOf(info, deleted)} deleted.</p>` : html``;
  const body = html`<div class="head"><h1>${info.label}</h1><p class="sub">${store.size} records ·
<a href="${listHref(portal, info.typeId)}/restore">Restore records</a> ·
<a href="${listHref(portal, info.typeId)}/properties">Properties</a></p></div>${note}
${versions.length > 0 ? table(portal, info, versions, call.url.searchParams) : html`<div class="box"><p class="none">No ${info.label.toLowerCase()} yet.</p></div>`}
<p class="pager">${first}${next}</p>`;
  return page(200, layout(info.label, { portal, type: info.type }, body));
}

function table(portal: Portal, info: ObjectTypeInfo, versions: Version[], query: URLSearchParams): Html {
  const selected = query.get('select');
  const isChecked = selected === 'page' || selected === 'all' ? new Markup(' checked') : html``;
  const columns = COLUMNS[info.type];
  const heads = columns.map((name) => html`<th>${portal.property(info.type, name)?.label ?? name}</th>`);
  const rows = versions.map((version) => {
    const cells = columns.map((name) => html`<td>${cell(portal, info.type, version, name)}</td>`);
    const href = recordHref(portal, info.typeId, version.id);
    const name = recordName(info.type, version);
    return html`<tr><td class="pick"><input type="checkbox" name="id" value="${version.id}" aria-label="${name}"${isChecked}></td>
<td><a href="${href}"><bdi>${name}</bdi></a></td>${cells}</tr>`;
  });
  return html`<form method="post" action="${listHref(portal, info.typeId)}/delete">${selectionBar(portal, info, versions, query)}
<div class="box tablebox"><table><thead><tr><th class="pick"></th><th>Name</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></form>`;
}

/** Choosing many works by links, since these pages run no script. */
function selectionBar(portal: Portal, info: ObjectTypeInfo, shown: Version[], query: URLSearchParams): Html {
  const { size } = portal.store(info.type);
  const isAll = query.get('select') === 'all';
  const link = (select: string, text: string): Html => {
    const to = new URLSearchParams({ after: query.get('after') ?? '0', select });
    return html`<a href="${listHref(portal, info.typeId)}?${to.toString()}">${text}</a>`;
  };
  const all = isAll
    ? html`<strong>All ${countOf(info, size)} selected</strong><input type="hidden" name="all" value="1">`
    : html`${link('page', `Select the ${shown.length} on this page`)}${link('all', `Select all ${countOf(info, size)}`)}`;
  return html`<p class="bar"><button class="plain" id="delete">Delete</button>${all}${query.has('select') ? link('none', 'Clear selection') : html``}</p>`;
}

function cell(portal: Portal, type: ObjectType, version: Version, name: string): string {
  const value = readableValue(portal, type, version, name);
  return name === 'hs_call_duration' && value ? readableDuration(Number(value)) : value;
}

/** `GET /`: the accounts and what is in them. */
export function showHome(context: HubspotContext): Answer {
  const cards = [...context.portals.values()].map((portal) => {
    const items = OBJECT_TYPES.map(
      (info) =>
        html`<li><a href="${listHref(portal, info.typeId)}">${info.label}</a><span class="tag">${portal.store(info.type).size}</span></li>`,
    );
    return html`<section class="box"><h2>${portal.info.name}</h2><p class="sub">${portal.info.domain} · ${portal.id}</p><ul class="links">${items}</ul></section>`;
  });
  const body = html`<div class="head"><h1>Accounts</h1><p class="sub">A stand-in for HubSpot, for demos and tests. Nothing here leaves this computer.</p></div>
<div class="accounts">${cards}</div>`;
  return page(200, layout('Accounts', { portal: null, type: null }, body));
}
