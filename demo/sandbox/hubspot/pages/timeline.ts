import { type Html, html, safeHref, textOfHtml } from '../../kit/html.js';
import { readableDuration, readableTime } from '../../kit/pages/readable.js';
import { OBJECT_TYPES, type ObjectType } from '../object-types.js';
import type { Place } from '../state/associations.js';
import type { Portal } from '../state/portal.js';
import { propertyValue, type Version } from '../state/version.js';
import { recordHref } from './layout.js';
import { readableValue, recordName } from './names.js';

const BODIES: Partial<Record<ObjectType, string>> = {
  calls: 'hs_call_body',
  tasks: 'hs_task_body',
  notes: 'hs_note_body',
  meetings: 'hs_meeting_body',
};

const FACTS: Partial<Record<ObjectType, string[]>> = {
  calls: ['hs_call_disposition', 'hs_call_direction', 'hs_call_status'],
  tasks: ['hs_task_status', 'hs_task_priority', 'hs_task_type'],
  meetings: ['hs_meeting_outcome', 'hs_meeting_location'],
};

/** One activity as a card: title, facts, recording, text. */
export function activityCard(portal: Portal, type: ObjectType, version: Version, typeId: string): Html {
  const facts = (FACTS[type] ?? []).map((name) => readableValue(portal, type, version, name)).filter(Boolean);
  const duration = version.properties['hs_call_duration'];
  if (duration !== undefined) facts.push(readableDuration(Number(duration)));
  const recording = safeHref(version.properties['hs_call_recording_url'] ?? '');
  const body = textOfHtml(version.properties[BODIES[type] ?? ''] ?? '');
  const at = propertyValue(version, 'hs_timestamp') ?? propertyValue(version, 'hs_createdate') ?? '';
  return html`<article class="event" data-type="${type}" data-id="${version.id}"><header>
<h3><a href="${recordHref(portal, typeId, version.id)}">${recordName(type, version)}</a></h3>
<time datetime="${at}">${readableTime(at)}</time></header>
${facts.length > 0 ? html`<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>` : html``}
${body ? html`<p>${body}</p>` : html``}
${recording ? html`<p><a class="recording" href="${recording}" rel="noreferrer noopener" target="_blank">Listen to the recording</a></p>` : html``}
</article>`;
}

/** Everything logged on a record, newest first. */
export function timeline(portal: Portal, place: Place): Html {
  const events = OBJECT_TYPES.filter((info) => info.isActivity).flatMap((info) =>
    portal.associations.of(place, info.type).flatMap((link) => {
      const version = portal.store(info.type).get(link.toId);
      return version ? [{ info, version, at: propertyValue(version, 'hs_timestamp') ?? '' }] : [];
    }),
  );
  events.sort((a, b) => b.at.localeCompare(a.at));
  const cards = events.map(({ info, version }) => activityCard(portal, info.type, version, info.typeId));
  return html`<section class="box" id="timeline"><h2>Activity</h2>${
    cards.length > 0 ? cards : html`<p class="none">Nothing logged yet.</p>`
  }</section>`;
}
