import { type Html, html } from '../sandbox/kit/html.js';
import type { Contact } from './contact-book.js';
import type { Words } from './words.js';

/** The contacts of the page, and what it says while there are none. */
export function contactTable(contacts: readonly Contact[], words: Words): Html {
  const { contact, title, phone } = words.contactColumns;
  return html`<div id="contacts">
<p class="none"${contacts.length > 0 ? html` hidden` : html``}>${words.noContacts}</p>
<table class="calls people" role="table"${contacts.length > 0 ? html`` : html` hidden`}>
<thead role="rowgroup"><tr role="row">${[contact, title, phone].map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${contacts.map(contactRow)}</tbody>
</table>
</div>`;
}

function contactRow({ id, name, email, title, phone, company }: Contact): Html {
  return html`<tr role="row" class="person" id="contact-${id}">
<td role="cell" class="contact"><strong><bdi>${name}</bdi></strong><span><bdi>${email}</bdi></span></td>
<td role="cell" class="outcome"><strong><bdi>${title || '–'}</bdi></strong><span><bdi>${company}</bdi></span></td>
<td role="cell" class="phone"><bdi dir="ltr">${phone}</bdi></td>
</tr>`;
}
