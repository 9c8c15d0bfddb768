import { html } from '../../kit/html.js';
import { type Answer, type Call, page } from '../../kit/sandbox.js';
import type { HubspotContext } from '../context.js';
import { findObjectType, type ObjectTypeInfo } from '../object-types.js';
import type { Writer } from '../records/write.js';
import type { Portal } from '../state/portal.js';
import { layout, listHref } from './layout.js';

type Params = Record<string, string>;

/** The list a form is about. */
export interface ListPlace {
  portal: Portal;
  info: ObjectTypeInfo;
}

export function findList(context: HubspotContext, params: Params): ListPlace | null {
  const portal = context.portals.get(Number(params['portalId']));
  const info = findObjectType(params['typeId'] ?? '');
  return portal && info ? { portal, info } : null;
}

export function formOf(call: Call): URLSearchParams {
  return new URLSearchParams(call.body.toString('utf8'));
}

/** True for a form that another site made the browser send. */
export function isForeign(call: Call): boolean {
  const origin = call.headers['origin'];
  return origin !== undefined && origin !== call.url.origin;
}

/** What such a form is answered with. */
export function refuseForeign({ portal, info }: ListPlace): Answer {
  const body = html`<p class="note bad" role="alert">This form came from another site.</p>
<p><a href="${listHref(portal, info.typeId)}">Back to ${info.label.toLowerCase()}</a></p>`;
  return page(403, layout('Not done', { portal, type: info.type }, body));
}

/** The person at the page: the account's first owner. */
export function personOf(portal: Portal): Writer {
  return { source: 'CRM_UI', id: `userId:${portal.info.owners[0]?.userId ?? 0}` };
}

/** `1 contact`, `212 contacts`. */
export function countOf(info: ObjectTypeInfo, count: number): string {
  return `${count} ${(count === 1 ? info.singular : info.label).toLowerCase()}`;
}
