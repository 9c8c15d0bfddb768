import { type Html, html, safeHref, textOfHtml } from '../../kit/html.js';
import type { Row } from '../orm/row.js';
import { search } from '../orm/search.js';
import type { Place } from './place.js';
import { readableValue, stampText } from './readable.js';

/** What was said and done on a record, newest first, and what is planned. */
export function chatter(place: Place, model: string, id: number): Html {
  const { text } = place;
  const messages = linked(place, 'mail.message', 'model', model, id, 'date desc, id desc');
  const planned = linked(place, 'mail.activity', 'res_model', model, id, 'date_deadline, id').filter(
    (row) => row['active'] !== false,
  );
  const cards = messages.map((row) => messageCard(place, row));
  const plannedBox = html`<section class="box" id="planned"><h2>${text.planned}</h2>${planned.map((row) => activityCard(place, row))}</section>`;
  return html`${planned.length > 0 ? plannedBox : html``}<section class="box" id="timeline"><h2>${text.history}</h2>${
    cards.length > 0 ? cards : html`<p class="none">${text.nothingLogged}</p>`
  }</section>`;
}

function linked(
  place: Place,
  name: string,
  modelField: string,
  model: string,
  id: number,
  order: string,
): Row[] {
  const { env } = place;
  const domain = [
    ['res_id', '=', id],
    [modelField, '=', model],
  ];
  return search(env, env.model(name), { domain, order }).flatMap((each) => env.row(name, each) ?? []);
}

/** Links are listed below the text. */
const LINK = /<a\b[^>]*\bhref\s*=\s*["']([^"']+)["'][^>]*>([\s\S]*?)<\/a>/gi;

function messageCard(place: Place, row: Row): Html {
  const { env, text } = place;
  const model = env.model('mail.message');
  const date = String(row['date'] ?? '');
  const body = String(row['body'] ?? '');
  const links = [...body.matchAll(LINK)].flatMap(([, address = '', label = '']) => {
    const safe = safeHref(address.replace(/&amp;/g, '&'));
    const shown = textOfHtml(label) || address;
    return safe
      ? [
          html`<p><a class="recording" href="${safe}" rel="noreferrer noopener" target="_blank">${shown}</a></p>`,
        ]
      : [];
  });
  const kind = readableValue(env, model, row, 'subtype_id') || text.note;
  return html`<article class="event" data-type="mail.message" data-id="${row.id}"><header>
<h3>${readableValue(env, model, row, 'author_id') || '–'}</h3><time datetime="${date.slice(0, 19).replace(' ', 'T')}Z">${stampText(date)}</time></header>
<ul class="facts"><li>${kind}</li><li>${readableValue(env, model, row, 'message_type')}</li></ul>
<p>${textOfHtml(body.replace(LINK, ''))}</p>${links}</article>`;
}

function activityCard({ env }: Place, row: Row): Html {
  const model = env.model('mail.activity');
  const note = textOfHtml(String(row['note'] ?? ''));
  const facts = ['date_deadline', 'state', 'user_id'].map(
    (name) => html`<li>${readableValue(env, model, row, name)}</li>`,
  );
  return html`<article class="event" data-type="mail.activity" data-id="${row.id}"><header>
<h3>${readableValue(env, model, row, 'activity_type_id')}: ${String(row['summary'] ?? '')}</h3></header>
<ul class="facts">${facts}</ul>${note ? html`<p>${note}</p>` : html``}</article>`;
}
