import { type Html, html } from '../../kit/html.js';
import type { ObjectTypeInfo } from '../object-types.js';
import { mergeRecords } from '../records/write.js';
import { Refusal } from '../refusal.js';
import type { Portal } from '../state/portal.js';
import type { Version } from '../state/version.js';
import { listHref, recordHref } from './layout.js';
import { recordName } from './names.js';

/** As many as a browser's list of suggestions takes well. */
const SUGGESTED = 200;

/** What a person can do with the whole record. */
export function actionsBox(portal: Portal, info: ObjectTypeInfo, version: Version): Html {
  const singular = info.singular.toLowerCase();
  return html`<details class="box" id="actions"><summary>Actions</summary>
${info.isActivity ? html`` : mergeForm(portal, info, version)}
<form method="post" action="${listHref(portal, info.typeId)}/delete"><input type="hidden" name="id" value="${version.id}">
<button class="plain" id="delete">Delete ${singular}</button></form></details>`;
}

function mergeForm(portal: Portal, info: ObjectTypeInfo, version: Version): Html {
  const { versions } = portal.store(info.type).list(0, SUGGESTED);
  const options = versions
    .filter(({ id }) => id !== version.id)
    .map((each) => html`<option value="${each.id}">${recordName(info.type, each)}</option>`);
  return html`<form method="post" action="${recordHref(portal, info.typeId, version.id)}/merge">
<label>Merge with (record ID)<input name="id" list="others" autocomplete="off" required></label><datalist id="others">${options}</datalist>
<p class="sub">This record stays; the other one's values fill what is empty here. A merge cannot be undone.</p>
<button class="plain" id="merge">Merge</button></form>`;
}

/** Merges another record into this one. @returns the survivor, or why not. */
export function mergeInto(
  portal: Portal,
  info: ObjectTypeInfo,
  version: Version,
  otherId: string,
): Version | string {
  const other = portal.store(info.type).get(otherId.trim());
  if (!other) return `No ${info.singular.toLowerCase()} has the ID ${otherId}.`;
  if (other.id === version.id) return 'A record cannot be merged with itself.';
  try {
    return mergeRecords(portal, info.type, version.id, other.id);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}
