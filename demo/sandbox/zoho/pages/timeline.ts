import { type Html, html, safeHref } from '../../kit/html.js';
import { readableTime } from '../../kit/pages/readable.js';
import { relatedLists, relatedRecords } from '../api/related.js';
import { infoOf, type ModuleName } from '../modules.js';
import { presentValue } from '../records/present.js';
import type { Org } from '../state/org.js';
import { type RecordVersion, textOf } from '../state/record.js';
import { recordHref } from './layout.js';
import { pageName } from './names.js';

const TIMES: Partial<Record<ModuleName, string>> = { Calls: 'Call_Start_Time', Events: 'Start_DateTime' };

function factsOf(org: Org, module: ModuleName, version: RecordVersion): string[] {
  const names: Partial<Record<ModuleName, string[]>> = {
    Calls: ['Call_Type', org.settings.call_status_field, 'Call_Result', 'Call_Purpose', 'Call_Duration'],
    Tasks: ['Status', 'Priority', 'Due_Date'],
    Events: ['Venue'],
  };
  return (names[module] ?? []).map((name) => textOf(version, name)).filter(Boolean);
}

function timeOf(org: Org, module: ModuleName, version: RecordVersion): string {
  return String(presentValue(org, module, version, TIMES[module] ?? 'Created_Time'));
}

/** One activity or note as a card: title, facts, recording, text. */
export function activityCard(org: Org, module: ModuleName, version: RecordVersion): Html {
  const facts = factsOf(org, module, version);
  const recording = safeHref(textOf(version, 'Voice_Recording__s'));
  const body = textOf(version, module === 'Notes' ? 'Note_Content' : 'Description');
  const at = timeOf(org, module, version);
  return html`<article class="event" data-type="${module}" data-id="${version.id}"><header>
<h3><a href="${recordHref(org, module, version.id)}">${pageName(module, version)}</a></h3>
<time datetime="${at}">${readableTime(at)}</time></header>
${facts.length > 0 ? html`<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>` : html``}
${body ? html`<p>${body}</p>` : html``}
${recording ? html`<p><a class="recording" href="${recording}" rel="noreferrer noopener" target="_blank">Listen to the recording</a></p>` : html``}
</article>`;
}

/** Everything logged on a record, newest first. */
export function timeline(org: Org, module: ModuleName, id: string): Html {
  const events = relatedLists(module)
    .filter((list) => infoOf(list).isActivity || list === 'Notes')
    .flatMap((list) => relatedRecords(org, module, id, list).map((version) => ({ list, version })));
  const key = ({ list, version }: (typeof events)[number]) => Date.parse(timeOf(org, list, version));
  const cards = events
    .sort((a, b) => key(b) - key(a))
    .map(({ list, version }) => activityCard(org, list, version));
  return html`<section class="box" id="timeline"><h2>Activity</h2>${
    cards.length > 0 ? cards : html`<p class="none">Nothing logged yet.</p>`
  }</section>`;
}
