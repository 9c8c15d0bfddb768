import { type Html, html } from '../../kit/html.js';
import { type Answer, type Call, page } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { findDataCentre } from '../data-centres.js';
import { findModule, MODULES, type ModuleName } from '../modules.js';
import type { Org } from '../state/org.js';
import type { RecordVersion } from '../state/record.js';
import { layout, listHref, missingPage, orgOfPage, recordHref } from './layout.js';
import { pageName, readableValue } from './names.js';
import { countOf } from './posted-form.js';

const PAGE_SIZE = 50;

const COLUMNS: Record<ModuleName, string[]> = {
  Contacts: ['Email', 'Phone', 'Account_Name', 'Modified_Time'],
  Accounts: ['Website', 'Phone', 'Billing_Country', 'Modified_Time'],
  Deals: ['Amount', 'Stage', 'Closing_Date', 'Account_Name'],
  Calls: ['Call_Start_Time', 'Call_Type', 'Call_Duration', 'Call_Result', 'Who_Id'],
  Tasks: ['Due_Date', 'Status', 'Priority', 'Who_Id'],
  Events: ['Start_DateTime', 'End_DateTime', 'Venue'],
  Notes: ['Parent_Id', 'Modified_Time'],
};

/** `GET /crm/:org/tab/:module?after=`: records in id order. */
export function showList(context: ZohoContext, call: Call, params: Record<string, string>): Answer {
  const org = orgOfPage(context, params);
  const module = findModule(params['module'] ?? '')?.name;
  if (!org || !module) return missingPage();
  const after = call.url.searchParams.get('after') ?? '';
  const rest = [...org.store(module).all()].filter((each) => each.id > after);
  const versions = rest.slice(0, PAGE_SIZE);
  const last = versions.at(-1);
  const href = listHref(org, module);
  const next = rest.length > PAGE_SIZE && last ? html`<a href="${href}?after=${last.id}">Next</a>` : html``;
  const first = after === '' ? html`` : html`<a href="${href}">First page</a>`;
  const deleted = Number(call.url.searchParams.get('deleted'));
  const note =
    deleted > 0 ? html`<p class="note" role="status">${countOf(module, deleted)} deleted.</p>` : html``;
  const body = html`<div class="head"><h1>${module}</h1><p class="sub">${org.store(module).size} records ·
<a href="${href}/bin">Recycle bin</a></p></div>${note}
${versions.length > 0 ? table(org, module, versions) : html`<div class="box"><p class="none">No ${module.toLowerCase()} yet.</p></div>`}
<p class="pager">${first}${next}</p>`;
  return page(200, layout(module, { org, module }, body));
}

function table(org: Org, module: ModuleName, versions: RecordVersion[]): Html {
  const columns = COLUMNS[module];
  const heads = columns.map((name) => html`<th>${org.field(module, name)?.label ?? name}</th>`);
  const rows = versions.map((version) => {
    const cells = columns.map((name) => html`<td>${readableValue(org, module, version, name)}</td>`);
    const name = pageName(module, version);
    return html`<tr><td class="pick"><input type="checkbox" name="id" value="${version.id}" aria-label="${name}"></td>
<td><a href="${recordHref(org, module, version.id)}"><bdi>${name}</bdi></a></td>${cells}</tr>`;
  });
  return html`<form method="post" action="${listHref(org, module)}/delete">
<p class="bar"><button class="plain" id="delete">Delete</button>
<label class="all"><input type="checkbox" name="all" value="1"> All ${countOf(module, org.store(module).size)}</label></p>
<div class="box tablebox"><table><thead><tr><th class="pick"></th><th>Name</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></form>`;
}

/** `GET /`: the accounts and what is in them. */
export function showHome(context: ZohoContext): Answer {
  const cards = [...context.orgs.values()].map((org) => {
    const items = MODULES.map(
      ({ name }) =>
        html`<li><a href="${listHref(org, name)}">${name}</a><span class="tag">${org.store(name).size}</span></li>`,
    );
    const region = findDataCentre(org.info.dc);
    return html`<section class="box"><h2>${org.info.name}</h2><p class="sub">${region?.name} · ${region?.domain}</p><ul class="links">${items}</ul></section>`;
  });
  const body = html`<div class="head"><h1>Accounts</h1><p class="sub">A stand-in for Zoho CRM, for demos and tests. Nothing here leaves this computer.</p></div>
<div class="accounts">${cards}</div>`;
  return page(200, layout('Accounts', { org: null, module: null }, body));
}
