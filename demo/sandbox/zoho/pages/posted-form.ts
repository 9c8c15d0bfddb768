import { html } from '../../kit/html.js';
import { type Answer, type Call, page } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { findModule, infoOf, type ModuleName } from '../modules.js';
import type { Org } from '../state/org.js';
import { layout, listHref, orgOfPage } from './layout.js';

/** The list a form is about. */
export interface ListPlace {
  org: Org;
  module: ModuleName;
}

export function findList(context: ZohoContext, params: Record<string, string>): ListPlace | null {
  const org = orgOfPage(context, params);
  const module = findModule(params['module'] ?? '')?.name;
  return org && module ? { org, module } : null;
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
export function refuseForeign({ org, module }: ListPlace): Answer {
  const body = html`<p class="note bad" role="alert">This form came from another site.</p>
<p><a href="${listHref(org, module)}">Back to ${module.toLowerCase()}</a></p>`;
  return page(403, layout('Not done', { org, module }, body));
}

/** `1 contact`, `212 contacts`. */
export function countOf(module: ModuleName, count: number): string {
  return `${count} ${(count === 1 ? infoOf(module).singular : module).toLowerCase()}`;
}
