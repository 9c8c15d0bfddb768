import { type Html, html } from '../../kit/html.js';
import {
  accountRadio,
  consentFault,
  consentShell,
  decision,
  hidden,
  scopeList,
} from '../../kit/pages/consent.js';
import type { Language } from '../../kit/pages/language.js';
import type { RegisteredApp } from '../context.js';
import { findDataCentre } from '../data-centres.js';
import type { AuthorizeFault, AuthorizeRequest } from '../oauth/authorize.js';
import type { Org } from '../state/org.js';
import { scopeLines } from './scope-texts.js';

/** What the consent page shows. */
export interface ConsentView {
  app: RegisteredApp;
  request: AuthorizeRequest;
  orgs: Org[];
  /** Data centre whose accounts server the person came to. */
  dc: string;
  language: Language;
}

const TEXTS = {
  en: {
    title: 'Connect to Sandbox Zoho CRM',
    asks: 'would like to access your account',
    choose: 'Choose the account you sign in to',
    others: 'Accounts in other regions',
    may: 'It will be able to',
    offline: 'Do this also while you are away',
    allow: 'Accept',
    deny: 'Reject',
    returns: 'You will go back to',
    wrong: 'This app could not be connected',
    close: 'Nothing was changed in your account. You can close this window.',
  },
  it: {
    title: 'Collega a Sandbox Zoho CRM',
    asks: 'vorrebbe accedere al tuo account',
    choose: 'Scegli l’account con cui accedi',
    others: 'Account in altre regioni',
    may: 'Potrà',
    offline: 'Farlo anche quando non ci sei',
    allow: 'Accetta',
    deny: 'Rifiuta',
    returns: 'Tornerai a',
    wrong: 'Non è stato possibile collegare questa app',
    close: 'Nel tuo account non è cambiato nulla. Puoi chiudere questa finestra.',
  },
} as const;

const FAULTS: Record<AuthorizeFault, Record<Language, string>> = {
  client: {
    en: 'Invalid client: the client ID does not belong to any app.',
    it: 'Client non valido: il client ID non appartiene ad alcuna app.',
  },
  redirect: {
    en: 'Invalid redirect URI: it does not match any that is registered for this app.',
    it: 'URI di ritorno non valido: non corrisponde a quelli registrati per questa app.',
  },
  scope: {
    en: 'Invalid scope: at least one scope does not exist.',
    it: 'Scope non valido: almeno uno scope non esiste.',
  },
  response_type: {
    en: 'Invalid response type: it has to be “code”.',
    it: 'Tipo di risposta non valido: deve essere “code”.',
  },
  account: {
    en: 'There is no such account at this accounts server.',
    it: 'Questo account non esiste presso questo server.',
  },
  busy: {
    en: 'Too many requests in a short time. Please try again in ten minutes.',
    it: 'Troppe richieste in poco tempo. Riprova tra dieci minuti.',
  },
};

const BRAND = 'Sandbox Zoho CRM';

function choice({ info }: Org, isChecked: boolean): Html {
  const region = findDataCentre(info.dc)?.domain ?? info.dc;
  const account = { id: info.id, title: info.name, details: `${info.users[0]?.email} · ${region}` };
  return accountRadio('org_id', account, isChecked);
}

/** The first two stand open; a person of another region finds theirs below. */
function accountChoice(orgs: Org[], text: (typeof TEXTS)[Language]): Html {
  const rows = orgs.map((org, i) => choice(org, i === 0));
  const rest = rows.slice(2);
  return html`<fieldset><legend>${text.choose}</legend>${rows.slice(0, 2)}
${rest.length > 0 ? html`<details><summary>${text.others}</summary>${rest}</details>` : html``}</fieldset>`;
}

/** The page that asks a person to let the app in; posts the same fields to the address it came from. */
export function consentPage({ app, request, orgs, dc, language }: ConsentView): string {
  const text = TEXTS[language];
  const lines = [...scopeLines(request.scopes, language), ...(request.isOffline ? [text.offline] : [])];
  return consentShell(
    BRAND,
    text.title,
    language,
    html`<h1><strong>${app.name}</strong> ${text.asks}</h1>
<form method="post" action="/zoho/accounts/${dc}/oauth/v2/auth">
${hidden('response_type', 'code')}${hidden('client_id', request.clientId)}
${hidden('redirect_uri', request.redirectUri)}${hidden('scope', request.scopes.join(','))}
${hidden('state', request.state)}${hidden('access_type', request.isOffline ? 'offline' : 'online')}
${hidden('prompt', request.isForced ? 'consent' : null)}
<div class="scroll">${accountChoice(orgs, text)}
${scopeList(text.may, lines)}</div>
${decision(text, request.redirectUri)}</form>`,
  );
}

/** The page shown instead of a redirect when the request itself is wrong. */
export function consentErrorPage(fault: AuthorizeFault, language: Language): string {
  return consentFault(BRAND, TEXTS[language], FAULTS[fault][language], language);
}
