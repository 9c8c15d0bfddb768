import { Html, html } from '../../kit/html.js';
import { readableTime } from '../../kit/pages/readable.js';
import { type Answer, page, redirect } from '../../kit/sandbox.js';
import type { ApiKey } from '../instances/api-keys.js';
import { SETTINGS } from '../models/groups.js';
import type { Row } from '../orm/row.js';
import { layout } from './layout.js';
import { formOf, href, isOwnForm, type Place, serverUrl } from './place.js';

const DAY_MS = 86_400_000;
const DURATIONS = [1, 7, 30, 90, 180, 365];

/** People who can have keys; the integration user first. */
function users({ db }: Place): Row[] {
  return [...db.table('res.users').rows.values()].filter((row) => row['active'] === true);
}

function userOf(place: Place, asked: string | null): Row | undefined {
  const all = users(place);
  return all.find((row) => row.id === Number(asked)) ?? all.find((row) => row.id === 3) ?? all[0];
}

/** Only administrators may make a key that outlives the longest time of their groups, or never ends. */
function durations(place: Place, user: Row): (number | null)[] {
  if (place.db.groupsOf(user.id).has(SETTINGS)) return [...DURATIONS, null];
  return DURATIONS.filter((days) => days <= place.context.settings.max_key_days);
}

/** `GET /odoo/preferences?user=`: Preferences > Account Security of one user. */
export function showPreferences(place: Place): Answer {
  return answer(place, userOf(place, place.call.url.searchParams.get('user')), html``);
}

function answer(place: Place, user: Row | undefined, note: Html, status = 200): Answer {
  const { text } = place;
  const body = html`<div class="head"><h1>${text.security}</h1><p class="sub">${text.keyHelp}</p></div>${note}
<div class="cols"><div>${chooseUser(place, user)}${user ? newKeyForm(place, user) : html``}</div><div>${user ? keyList(place, user) : html``}</div></div>`;
  return page(status, layout(text.security, place.language, place, 'preferences', body));
}

function chooseUser(place: Place, user: Row | undefined): Html {
  const items = users(place).map((row) => {
    const name = place.env.nameOf('res.users', row.id);
    const current = row.id === user?.id ? new Html(' aria-current="true"') : '';
    return html`<li><a href="${href(place, 'preferences')}&user=${row.id}"${current}>${name}</a><br><small>${String(row['login'])}</small></li>`;
  });
  return html`<section class="box"><h2>${place.text.user}</h2><ul class="links">${items}</ul></section>`;
}

function newKeyForm(place: Place, user: Row): Html {
  const { text } = place;
  const options = durations(place, user).map(
    (days) =>
      html`<option value="${days ?? ''}"${days === 90 ? new Html(' selected') : ''}>${days === null ? text.forever : text.days(days)}</option>`,
  );
  return html`<form class="box" id="new-key" method="post" action="${href(place, 'preferences')}"><h2>${text.newKey}</h2>
<input type="hidden" name="user" value="${user.id}"><label>${text.description}<input name="name" required autocomplete="off"></label>
<label>${text.duration}<select name="days">${options}</select></label><button class="strong" id="create">${text.create}</button></form>`;
}

function keyList(place: Place, user: Row): Html {
  const { text, db } = place;
  const rows = db.keys.of(user.id).map(
    (
      key,
    ) => html`<tr><td>${key.name}</td><td>${endOf(place, key)}</td><td><form method="post" action="${href(place, 'preferences')}">
<input type="hidden" name="user" value="${user.id}"><input type="hidden" name="remove" value="${key.id}"><button class="plain">${text.remove}</button></form></td></tr>`,
  );
  const table = html`<table class="keys"><tbody>${rows}</tbody></table>`;
  return html`<section class="box tablebox"><table class="keys"><thead><tr><th>${text.keys}: ${place.env.nameOf('res.users', user.id)}</th></tr></thead></table>${
    rows.length > 0 ? table : html`<p class="none" style="padding:9px 14px">${text.noKeys}</p>`
  }</section>`;
}

function endOf({ text, context }: Place, key: ApiKey): string {
  if (key.expiresAt === null) return text.never;
  const word = key.expiresAt > context.now() ? text.until : text.ended;
  return `${word} ${readableTime(new Date(key.expiresAt).toISOString())}`;
}

/** `POST` on the same address: makes a key and shows it once, or deletes one. */
export function postPreferences(place: Place): Answer {
  const form = formOf(place.call);
  const user = userOf(place, form.get('user'));
  if (!isOwnForm(place.call) || !user) return answer(place, user, bad(place.text.otherSite), 403);
  const removed = form.get('remove');
  if (removed !== null) {
    place.db.keys.remove((key) => key.id === Number(removed) && key.uid === user.id);
    return redirect(`${href(place, 'preferences')}&user=${user.id}`);
  }
  const name = form.get('name')?.trim();
  if (!name) return answer(place, user, bad(place.text.needsName), 400);
  const asked = form.get('days') ? Number(form.get('days')) : null;
  const allowed = durations(place, user);
  // Anything not on offer becomes the longest that is.
  const days = allowed.includes(asked) ? asked : (allowed.at(-1) ?? 1);
  const key = place.db.keys.create(user.id, name, days === null ? null : place.context.now() + days * DAY_MS);
  return page(200, layout(place.text.ready, place.language, place, 'preferences', ready(place, user, key)));
}

function bad(text: string): Html {
  return html`<p class="note bad" role="alert">${text}</p>`;
}

/** Everything a customer types in to connect, the key for the only time. */
function ready(place: Place, user: Row, key: string): Html {
  const { text, call, instance, db } = place;
  const fields: [id: string, label: string, value: string][] = [
    ['url', text.url, serverUrl(call, instance)],
    ['database', text.database, db.name],
    ['login', text.login, String(user['login'])],
    ['key', text.key, key],
  ];
  const inputs = fields.map(
    ([id, label, value]) => html`<label>${label}<input id="${id}" value="${value}" readonly></label>`,
  );
  return html`<div class="head"><h1>${text.ready}</h1><p class="sub" role="status">${text.once}</p></div>
<section class="box copy">${inputs}<p><a href="${href(place, 'preferences')}&user=${user.id}">${text.back}</a></p></section>`;
}
