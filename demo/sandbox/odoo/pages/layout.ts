import { Html, html } from '../../kit/html.js';
import type { Language } from '../../kit/pages/language.js';
import { recordStyles } from '../../kit/pages/record-styles.js';
import { baseStyles } from '../../kit/pages/styles.js';
import { type Answer, page } from '../../kit/sandbox.js';
import { href, type Place } from './place.js';
import { textsFor } from './texts.js';

/** Pages of a database that have a tab. */
export const TABS = ['contacts', 'companies', 'crm', 'activities', 'preferences'] as const;
export type Tab = (typeof TABS)[number];

const STYLES = `${baseStyles}${recordStyles}
.copy input{font-family:ui-monospace,monospace}.links [aria-current]{font-weight:650;color:inherit;text-decoration:none}.links small{color:var(--soft)}.keys td form{margin:0}.keys button{padding:4px 10px}
.state{display:inline-block;border-radius:99px;padding:1px 10px;font-size:13px;background:var(--hint);vertical-align:middle}
.state.bad{background:var(--bad-bg);color:var(--bad)}`;

/** The frame of every page: brand, database, tabs. */
export function layout(
  title: string,
  language: Language,
  place: Place | null,
  tab: Tab | null,
  body: Html,
): string {
  const text = textsFor(language);
  const labels = {
    contacts: text.contacts,
    companies: text.companies,
    crm: text.deals,
    activities: text.activities,
    preferences: text.security,
  };
  const tabs = place
    ? TABS.map((each) => {
        const current = each === tab ? new Html(' aria-current="page"') : '';
        return html`<a href="${href(place, each)}"${current}>${labels[each]}</a>`;
      })
    : [];
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title} · Sandbox Odoo</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${new Html(STYLES)}</style></head><body>
<header class="top"><a class="brand" href="/odoo/"><span class="mark" aria-hidden="true"></span>Sandbox Odoo</a>
${place ? html`<nav aria-label="${text.database}">${tabs}</nav><span class="account">${place.db.name} <small>${place.instance.version.serie}</small></span>` : html``}</header>
<main>${body}</main></body></html>`.text;
}

/** The page for an address that leads nowhere. */
export function missingPage(language: Language): Answer {
  const text = textsFor(language);
  const body = html`<div class="box"><h1>${text.notHere}</h1><p class="sub">${text.notHereText}</p></div>`;
  return page(404, layout(text.notHere, language, null, null, body));
}
