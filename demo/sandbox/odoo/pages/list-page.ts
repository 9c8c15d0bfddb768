import { type Html, html } from '../../kit/html.js';
import { type Answer, page } from '../../kit/sandbox.js';
import { search } from '../orm/search.js';
import { layout, type Tab } from './layout.js';
import { href, type Place } from './place.js';
import { labelOf, readableValue } from './readable.js';

const PAGE_SIZE = 50;

interface List {
  model: string;
  domain: unknown[];
  columns: string[];
}

const LISTS: Record<'contacts' | 'companies' | 'crm', List> = {
  contacts: {
    model: 'res.partner',
    domain: [
      ['is_company', '=', false],
      ['type', '=', 'contact'],
      ['active', '=', true],
    ],
    columns: ['email', 'phone', 'function', 'parent_id', 'write_date'],
  },
  companies: {
    model: 'res.partner',
    domain: [
      ['is_company', '=', true],
      ['active', '=', true],
    ],
    columns: ['website', 'phone', 'city', 'country_id', 'vat', 'write_date'],
  },
  crm: {
    model: 'crm.lead',
    domain: [['type', '=', 'opportunity']],
    columns: ['partner_id', 'expected_revenue', 'stage_id', 'team_id', 'user_id', 'date_deadline'],
  },
};

/** `GET /odoo/<tab>?after=`: records in id order, lost deals included. */
export function showList(place: Place, tab: keyof typeof LISTS): Answer {
  const { model: name, domain, columns } = LISTS[tab];
  const { env, text } = place;
  const model = env.model(name);
  const after = Number(place.call.url.searchParams.get('after') ?? 0) || 0;
  const ids = search(env, model, { domain, order: 'id' });
  const page_ = ids.filter((id) => id > after).slice(0, PAGE_SIZE);
  const title = { contacts: text.contacts, companies: text.companies, crm: text.deals }[tab];
  const heads = columns.map((column) => html`<th>${labelOf(env, model, column)}</th>`);
  const rows = page_.flatMap((id) => {
    const row = env.row(name, id);
    if (!row) return [];
    const cells = columns.map((column) => html`<td>${readableValue(env, model, row, column)}</td>`);
    const label = String(row['name'] ?? env.displayName(model, row));
    const tag = row['active'] === false ? html`<span class="tag">${text.lost}</span>` : html``;
    return [
      html`<tr><td><a href="${href(place, `${name}/${id}`)}"><bdi>${label}</bdi></a>${tag}</td>${cells}</tr>`,
    ];
  });
  const table = html`<div class="box tablebox"><table><thead><tr><th>${labelOf(env, model, 'name')}</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
  const last = page_.at(-1);
  const hasMore = last !== undefined && last !== ids.at(-1);
  const body = html`<div class="head"><h1>${title}</h1><p class="sub">${ids.length} ${text.records}</p></div>
${rows.length > 0 ? table : empty(text.none)}
<p class="pager">${after > 0 ? html`<a href="${href(place, tab)}">${text.first}</a>` : html``}
${hasMore ? html`<a href="${href(place, tab)}&after=${last}">${text.next}</a>` : html``}</p>`;
  return page(200, layout(title, place.language, place, tab satisfies Tab, body));
}

function empty(text: string): Html {
  return html`<div class="box"><p class="none">${text}</p></div>`;
}

/** `GET /odoo/activities`: what is still to be done, soonest first. */
export function showActivities(place: Place): Answer {
  const { env, text } = place;
  const model = env.model('mail.activity');
  const ids = search(env, model, { domain: [['active', '=', true]] });
  const columns = ['activity_type_id', 'date_deadline', 'state', 'user_id', 'res_name'];
  const rows = ids.flatMap((id) => {
    const row = env.row(model.name, id);
    if (!row) return [];
    const cells = columns.map((column) => html`<td>${readableValue(env, model, row, column)}</td>`);
    const target = `${String(row['res_model'])}/${String(row['res_id'])}`;
    return [
      html`<tr><td><a href="${href(place, target)}"><bdi>${String(row['summary'] ?? '–')}</bdi></a></td>${cells}</tr>`,
    ];
  });
  const heads = ['summary', ...columns].map((column) => html`<th>${labelOf(env, model, column)}</th>`);
  const table = html`<div class="box tablebox"><table><thead><tr>${heads}</tr></thead><tbody>${rows}</tbody></table></div>`;
  const body = html`<div class="head"><h1>${text.activities}</h1></div>${rows.length > 0 ? table : empty(text.none)}`;
  return page(200, layout(text.activities, place.language, place, 'activities', body));
}
