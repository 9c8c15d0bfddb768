import { type Html, html } from '../sandbox/kit/html.js';
import type { CallBook } from './call-book.js';
import type { Call } from './calls.js';
import type { Contact } from './contact-book.js';
import { contactTable } from './contact-table.js';
import { type IconName, icon, logo } from './icons.js';
import { ACTOR, WORKSPACE } from './people.js';
import { LANGUAGES, type Language, WORDS, type Words } from './words.js';

/** What a page of Linea is made from. */
export interface PageView {
  language: Language;
  section: Section;
  serviceUrl: string;
  sandboxUrl: string;
  calls: CallBook;
  /** Of the page of contacts; else empty. */
  contacts: readonly Contact[];
}

export type Section = 'crm' | 'calls' | 'contacts';
const PATHS: Record<Section, string> = { crm: '/', calls: '/calls', contacts: '/contacts' };

const LATEST = 5;

/** One of Linea's pages. */
export function lineaPage(view: PageView): string {
  const words = WORDS[view.language];
  const { title, sentence, content } = sectionOf(view, words);
  return html`<!doctype html>
<html lang="${view.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Linea</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/linea.css">
<script type="module" src="${view.serviceUrl}/widget/index.js"></script>
<script type="module" src="/linea.js"></script>
</head>
<body>
${side(view, words)}
<main>
<header class="page-head">
<div><h1>${title}</h1><p>${sentence}</p></div>
<div class="who"><span>${WORKSPACE.name}</span><span class="avatar" role="img" aria-label="${ACTOR.name}">${initials(ACTOR.name)}</span></div>
</header>
<noscript>${words.noCrm}</noscript>
<crm-workspace service-url="${view.serviceUrl}">
${content}
</crm-workspace>
</main>
</body>
</html>
`.text;
}

function sectionOf(view: PageView, words: Words): { title: string; sentence: string; content: Html } {
  switch (view.section) {
    case 'crm':
      return { title: 'CRM', sentence: words.crmSentence, content: crmSections(view, words) };
    case 'calls':
      return {
        ...{ title: words.calls, sentence: words.callsSentence },
        content: callTable(view.calls, view.language, words),
      };
    case 'contacts':
      return {
        ...{ title: words.contacts, sentence: words.contactsSentence },
        content: html`<crm-sync-status compact></crm-sync-status>
${contactTable(view.contacts, words)}`,
      };
  }
}

function crmSections({ calls, language }: PageView, words: Words): Html {
  return html`<div class="cards">
<crm-connect id="connect"></crm-connect>
<crm-sync-status></crm-sync-status>
</div>
<section aria-labelledby="calls-title">
<div class="section-head"><h2 id="calls-title">${words.latestCalls}</h2><a href="/calls?lang=${language}">${words.allCalls}</a></div>
${callTable(calls.slice(0, LATEST), language, words)}
</section>
<section id="mapping" aria-labelledby="mapping-title">
<div class="section-head"><h2 id="mapping-title">${words.whatGoesWhere}</h2></div>
<crm-mapping-editor object="contact"></crm-mapping-editor>
</section>`;
}

/** Roles are said, because the narrow layout takes them away from table elements. */
function callTable(calls: CallBook, language: Language, words: Words): Html {
  const { columns } = words;
  const heads = [columns.time, columns.contact, columns.outcome, columns.duration, columns.crm];
  return html`<table class="calls" role="table">
<thead role="rowgroup"><tr role="row">${heads.map((head) => html`<th role="columnheader" scope="col">${head}</th>`)}</tr></thead>
<tbody role="rowgroup">${calls.map((call) => callRow(call, language, words))}</tbody>
</table>`;
}

function callRow(call: Call, language: Language, words: Words): Html {
  const name = `${call.contact.first_name} ${call.contact.last_name}`;
  return html`<tr role="row">
<td role="cell" class="time"><time datetime="${call.occurred_at}">${clock(call.occurred_at, language)}</time></td>
<td role="cell" class="contact"><strong><bdi>${name}</bdi></strong><span><bdi>${call.company}</bdi></span></td>
<td role="cell" class="outcome"><strong>${words.outcomes[call.outcome]}</strong><span>${call.subject[language]}</span></td>
<td role="cell" class="duration">${minutes(call.duration_s)}</td>
<td role="cell" class="push"><crm-push-button call-id="${call.id}" layout="inline"></crm-push-button></td>
</tr>`;
}

const SECTIONS: { name: keyof Words & IconName; href: string | null }[] = [
  { name: 'today', href: null },
  { name: 'calls', href: '/calls' },
  { name: 'contacts', href: '/contacts' },
  { name: 'campaigns', href: null },
  { name: 'reports', href: null },
];

function side(view: PageView, words: Words): Html {
  const entry = (name: IconName, label: string, href: string | null) => {
    if (href === null)
      return html`<li><span class="off" title="${words.notHere}">${icon(name)}${label}<span class="unseen">, ${words.notHere}</span></span></li>`;
    const isHere = href === PATHS[view.section];
    const current = isHere ? html` aria-current="page"` : html``;
    return html`<li><a href="${href}?lang=${view.language}"${current}>${icon(name)}${label}</a></li>`;
  };
  return html`<nav class="side" aria-label="${words.sections}">
<div class="brand">${logo()}<strong>Linea</strong>
<button type="button" class="burger" id="menu-button" aria-expanded="false" aria-controls="menu" aria-label="${words.menu}">${icon('menu')}</button></div>
<div id="menu" class="menu">
<ul role="list">
${SECTIONS.map(({ name, href }) => entry(name, words[name] as string, href))}
${entry('crm', 'CRM', '/')}
${entry('settings', words.settings, null)}
</ul>
<div class="side-foot">
<p>${words.demo}</p>
<a href="${view.sandboxUrl}/" target="_blank" rel="noopener">${words.sandbox}${icon('out')}</a>
<a href="${view.serviceUrl}/docs" target="_blank" rel="noopener">${words.api}${icon('out')}</a>
${languageSwitch(view, words)}
</div>
</div>
</nav>`;
}

function languageSwitch({ language, section }: PageView, words: Words): Html {
  const path = PATHS[section];
  const links = LANGUAGES.map((each) => {
    const current = each === language ? html` aria-current="true"` : html``;
    return html`<a href="${path}?lang=${each}" lang="${each}" hreflang="${each}" aria-label="${WORDS[each].languageName}"${current}>${each.toUpperCase()}</a>`;
  });
  return html`<div class="languages" role="group" aria-label="${words.languages}">${links}</div>`;
}

function clock(iso: string, language: Language): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Date(iso).toLocaleTimeString(language === 'it' ? 'it-IT' : 'en-GB', options);
}

function minutes(seconds: number): string {
  if (seconds === 0) return '–';
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function initials(name: string): string {
  return name.replace(/(\p{L})\p{L}*\s*/gu, '$1');
}
