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
import type { AuthorizeFault, AuthorizeRequest } from '../oauth/authorize.js';
import type { Portal } from '../state/portal.js';
import { scopeLines } from './scope-texts.js';

/** What the consent page shows. */
export interface ConsentView {
  app: RegisteredApp;
  request: AuthorizeRequest;
  portals: Portal[];
  language: Language;
}

const TEXTS = {
  en: {
    title: 'Connect to Sandbox HubSpot',
    asks: 'wants to connect to your account',
    account: 'Account',
    choose: 'Choose an account',
    may: 'It will be able to',
    optional: 'It also asks to',
    allow: 'Allow',
    deny: 'Deny',
    returns: 'You will go back to',
    wrong: 'This app could not be connected',
    close: 'Nothing was changed in your account. You can close this window.',
  },
  it: {
    title: 'Collega a Sandbox HubSpot',
    asks: 'vuole collegarsi al tuo account',
    account: 'Account',
    choose: 'Scegli un account',
    may: 'Potrà',
    optional: 'Chiede inoltre di',
    allow: 'Consenti',
    deny: 'Rifiuta',
    returns: 'Tornerai a',
    wrong: 'Non è stato possibile collegare questa app',
    close: 'Nel tuo account non è cambiato nulla. Puoi chiudere questa finestra.',
  },
} as const;

const FAULTS: Record<AuthorizeFault, Record<Language, string>> = {
  client: {
    en: 'The client ID in the address does not belong to any app.',
    it: 'Il client ID nell’indirizzo non appartiene ad alcuna app.',
  },
  redirect: {
    en: 'The redirect URL does not match any redirect URL registered for this app.',
    it: 'L’URL di ritorno non corrisponde a quelli registrati per questa app.',
  },
  scope: {
    en: 'The scopes in the address do not match the scopes this app requires. The app’s developer has to correct the install address.',
    it: 'Gli scope nell’indirizzo non corrispondono a quelli richiesti dall’app. Lo sviluppatore deve correggere l’indirizzo di installazione.',
  },
  pkce: {
    en: 'The code challenge method is not supported.',
    it: 'Il metodo del code challenge non è supportato.',
  },
  account: {
    en: 'You have no access to this account.',
    it: 'Non hai accesso a questo account.',
  },
};

const BRAND = 'Sandbox HubSpot';

function accountChoice(portals: Portal[], label: string, choose: string): Html {
  const rows = portals.map(({ id, info }, i) =>
    accountRadio('portal_id', { id, title: info.name, details: `${info.domain} · ${id}` }, i === 0),
  );
  return html`<fieldset><legend>${portals.length > 1 ? choose : label}</legend>${rows}</fieldset>`;
}

/** The page that asks a person to allow the app; posts the same fields to `/hubspot/oauth/authorize`. */
export function consentPage({ app, request, portals, language }: ConsentView): string {
  const text = TEXTS[language];
  const extra = request.optionalScopes.filter((each) => !request.scopes.includes(each));
  return consentShell(
    BRAND,
    text.title,
    language,
    html`<h1><strong>${app.name}</strong> ${text.asks}</h1>
<form method="post" action="/hubspot/oauth/authorize">
${hidden('client_id', request.clientId)}${hidden('redirect_uri', request.redirectUri)}
${hidden('scope', request.scopes.join(' '))}${hidden('optional_scope', request.optionalScopes.join(' '))}
${hidden('state', request.state)}${hidden('code_challenge', request.challenge)}
${request.challenge === null ? html`` : hidden('code_challenge_method', request.challengeMethod)}
<div class="scroll">${accountChoice(portals, text.account, text.choose)}
${scopeList(text.may, scopeLines(request.scopes, language))}
${scopeList(text.optional, scopeLines(extra, language))}</div>
${decision(text, request.redirectUri)}</form>`,
  );
}

/** The page shown instead of a redirect when the request itself is wrong. */
export function consentErrorPage(fault: AuthorizeFault, language: Language): string {
  return consentFault(BRAND, TEXTS[language], FAULTS[fault][language], language);
}
