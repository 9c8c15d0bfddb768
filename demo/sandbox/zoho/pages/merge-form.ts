import { type Html, html } from '../../kit/html.js';
import { controlWriter } from '../control/records.js';
import { infoOf, type ModuleName } from '../modules.js';
import { mergeRecords } from '../records/merge.js';
import type { Org } from '../state/org.js';
import type { RecordVersion } from '../state/record.js';
import { listHref, recordHref } from './layout.js';
import { pageName } from './names.js';

/** As many as a browser's list of suggestions takes well. */
const SUGGESTED = 200;

/** What a person can do with the whole record. */
export function actionsBox(org: Org, module: ModuleName, version: RecordVersion): Html {
  const singular = infoOf(module).singular.toLowerCase();
  const canMerge = module === 'Contacts' || module === 'Accounts' || module === 'Deals';
  return html`<details class="box" id="actions"><summary>Actions</summary>
${canMerge ? mergeForm(org, module, version) : html``}
<form method="post" action="${listHref(org, module)}/delete"><input type="hidden" name="id" value="${version.id}">
<button class="plain" id="delete">Delete ${singular}</button></form></details>`;
}

function mergeForm(org: Org, module: ModuleName, version: RecordVersion): Html {
  const options: Html[] = [];
  for (const each of org.store(module).all()) {
    if (options.length === SUGGESTED) break;
    if (each.id !== version.id)
      options.push(html`<option value="${each.id}">${pageName(module, each)}</option>`);
  }
  return html`<form method="post" action="${recordHref(org, module, version.id)}/merge">
<label>Merge with (record ID)<input name="id" list="others" autocomplete="off" required></label><datalist id="others">${options}</datalist>
<p class="sub">This record stays; the other one's values fill what is empty here. A merge cannot be undone.</p>
<button class="plain" id="merge">Merge</button></form>`;
}

/** Merges another record into this one. @returns the survivor, or why not. */
export function mergeInto(
  org: Org,
  module: ModuleName,
  version: RecordVersion,
  otherId: string,
): RecordVersion | string {
  const other = org.store(module).get(otherId.trim());
  if (!other) return `No ${infoOf(module).singular.toLowerCase()} has the ID ${otherId}.`;
  if (other.id === version.id) return 'A record cannot be merged with itself.';
  return mergeRecords(org, module, version, other, controlWriter(org));
}
