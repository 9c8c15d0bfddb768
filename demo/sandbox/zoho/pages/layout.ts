import { Html, html } from '../../kit/html.js';
import { recordStyles } from '../../kit/pages/record-styles.js';
import { baseStyles } from '../../kit/pages/styles.js';
import { type Answer, page } from '../../kit/sandbox.js';
import type { ZohoContext } from '../context.js';
import { MODULES, type ModuleName } from '../modules.js';
import type { Org } from '../state/org.js';

/** Where a page is: which account, and which module's tab is lit. */
export interface PagePlace {
  org: Org | null;
  module: ModuleName | null;
}

/** The frame of every page of the CRM itself: brand, account, tabs. */
export function layout(title: string, { org, module }: PagePlace, body: Html): string {
  const tabs = org
    ? MODULES.map(({ name }) => {
        const current = name === module ? new Html(' aria-current="page"') : '';
        return html`<a href="${listHref(org, name)}"${current}>${name}</a>`;
      })
    : [];
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} · Sandbox Zoho CRM</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${new Html(baseStyles + recordStyles)}</style></head><body>
<header class="top"><a class="brand" href="/zoho/"><span class="mark" aria-hidden="true"></span>Sandbox Zoho CRM</a>
${org ? html`<nav aria-label="Modules">${tabs}</nav><span class="account">${org.info.name} <small>${org.info.dc} · ${org.info.zgid}</small></span>` : html``}</header>
<main>${body}</main></body></html>`.text;
}

/** Address of a module's list page, as in the CRM itself. */
export function listHref({ info }: Org, module: ModuleName): string {
  return `/zoho/crm/org${info.zgid}/tab/${module}`;
}

/** Address of a record's page. */
export function recordHref(org: Org, module: ModuleName, id: string): string {
  return `${listHref(org, module)}/${id}`;
}

/** The account an address names, `org20057…`. */
export function orgOfPage(context: ZohoContext, params: Record<string, string>): Org | undefined {
  return [...context.orgs.values()].find(({ info }) => `org${info.zgid}` === params['org']);
}

/** The page for an address that leads nowhere. */
export function missingPage(): Answer {
  const body = html`<div class="box"><h1>Not here</h1><p class="sub">This account or record does not exist, or was deleted.</p></div>`;
  return page(404, layout('Not here', { org: null, module: null }, body));
}
