import { Html, html } from '../../kit/html.js';
import { recordStyles } from '../../kit/pages/record-styles.js';
import { baseStyles } from '../../kit/pages/styles.js';
import { OBJECT_TYPES, type ObjectType } from '../object-types.js';
import type { Portal } from '../state/portal.js';

/** Where a page is: which account, and which object's tab is lit. */
export interface PagePlace {
  portal: Portal | null;
  type: ObjectType | null;
}

/** The frame of every page of the CRM itself: brand, account, tabs. */
export function layout(title: string, place: PagePlace, body: Html): string {
  const { portal } = place;
  const tabs = portal
    ? OBJECT_TYPES.map((info) => {
        const current = info.type === place.type ? new Html(' aria-current="page"') : '';
        return html`<a href="${listHref(portal, info.typeId)}"${current}>${info.label}</a>`;
      })
    : [];
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title} · Sandbox HubSpot</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${new Html(baseStyles + recordStyles)}</style></head><body>
<header class="top"><a class="brand" href="/hubspot/"><span class="mark" aria-hidden="true"></span>Sandbox HubSpot</a>
${portal ? html`<nav aria-label="Objects">${tabs}</nav><span class="account">${portal.info.name} <small>${portal.id}</small></span>` : html``}</header>
<main>${body}</main></body></html>`.text;
}

/** Address of an object's list page. */
export function listHref(portal: Portal, typeId: string): string {
  return `/hubspot/contacts/${portal.id}/objects/${typeId}`;
}

/** Address of a record's page. */
export function recordHref(portal: Portal, typeId: string, id: string): string {
  return `/hubspot/contacts/${portal.id}/record/${typeId}/${id}`;
}
