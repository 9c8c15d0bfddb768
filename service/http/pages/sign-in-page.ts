import { createHash } from 'node:crypto';
import type { ErrorCode } from '../../../shared/errors.js';
import { escapeHtml } from './escape-html.js';

/** What the window shows when a sign-in is over. */
export interface SignInOutcome {
  providerLabel: string;
  /** Null: connected. */
  error: ErrorCode | null;
  /** Flow and page to hint to; null when the answer belonged to no flow. */
  hint: { flowId: string; origin: string } | null;
}

type Locale = 'en' | 'it';

const WORDS: Record<
  Locale,
  {
    ok: string;
    okNext: string;
    failed: string;
    close: string;
    why: Partial<Record<ErrorCode, string>>;
    other: string;
  }
> = {
  en: {
    ok: '{crm} is connected',
    okNext: 'You can close this window.',
    failed: '{crm} is not connected',
    close: 'Close the window',
    other: 'Something went wrong on our side. Close this window and try again.',
    why: {
      consent_denied: 'Access was not approved. Close this window; you can try again from the page.',
      already_connected:
        'Another {crm} account is connected already. Disconnect it first, or choose that one when you sign in.',
      browser_mismatch:
        'This sign-in was started in another browser. Go back to the page and connect from there.',
      state_invalid:
        'This answer does not belong to a sign-in we started. Go back to the page and connect again.',
      flow_used:
        'This sign-in was already used. Go back to the page; connect again if it shows no connection.',
      flow_expired: 'This sign-in took too long. Go back to the page and connect again.',
      flow_not_found: 'This sign-in is not known. Go back to the page and connect again.',
      crm_unreachable: '{crm} does not answer. Close this window and try again in a few minutes.',
      code_rejected: '{crm} did not accept the sign-in. Close this window and try again.',
      provider_not_configured: '{crm} is not set up yet. Ask the makers of the page.',
    },
  },
  it: {
    ok: '{crm} è collegato',
    okNext: 'Puoi chiudere questa finestra.',
    failed: '{crm} non è collegato',
    close: 'Chiudi la finestra',
    other: 'Qualcosa non ha funzionato da parte nostra. Chiudi questa finestra e riprova.',
    why: {
      consent_denied: 'Accesso non approvato. Chiudi questa finestra: puoi riprovare dalla pagina.',
      already_connected:
        'È già collegato un altro account {crm}. Scollegalo prima, oppure scegli quello quando accedi.',
      browser_mismatch: 'Questo accesso è iniziato in un altro browser. Torna alla pagina e collega da lì.',
      state_invalid:
        'Questa risposta non appartiene a un accesso iniziato da noi. Torna alla pagina e collega di nuovo.',
      flow_used:
        'Questo accesso è già stato usato. Torna alla pagina; se non risulta collegato, collega di nuovo.',
      flow_expired: 'L’accesso ha richiesto troppo tempo. Torna alla pagina e collega di nuovo.',
      flow_not_found: 'Questo accesso non è noto. Torna alla pagina e collega di nuovo.',
      crm_unreachable: '{crm} non risponde. Chiudi questa finestra e riprova tra qualche minuto.',
      code_rejected: '{crm} non ha accettato l’accesso. Chiudi questa finestra e riprova.',
      provider_not_configured: '{crm} non è ancora configurato. Chiedi a chi gestisce la pagina.',
    },
  },
};

const STYLE = `:root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;justify-items:center;gap:8px;padding:24px;box-sizing:border-box;text-align:center;font:14px/20px system-ui,sans-serif;background:light-dark(#fff,#16181c);color:light-dark(#17191e,#f1f2f4)}h1{font-size:15px;font-weight:600;margin:0}p{margin:0 0 12px;max-width:34ch;color:light-dark(#424449,#bbbcbf);text-wrap:pretty}svg{width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round;stroke-linejoin:round}.good{color:light-dark(#17693f,#6ccb98)}.bad{color:light-dark(#a8281f,#ff9d92)}button{font:500 13px/18px inherit;font-family:inherit;padding:7px 12px;border-radius:7px;border:1px solid light-dark(#cbcbcd,#3b3d41);background:none;color:inherit;cursor:pointer}button:focus-visible{outline:2px solid light-dark(#1f66d6,#7fb2ff);outline-offset:2px}`;

/** Hints to the page that began the sign-in, to that exact origin, and closes the window when all went well. */
const SCRIPT = `(()=>{const d=document.body.dataset;document.querySelector('button').addEventListener('click',()=>close());if(d.flow&&window.opener)window.opener.postMessage({type:'crm-connect:flow',flow_id:d.flow},d.origin);if(d.done)setTimeout(()=>close(),600)})()`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page may run its own script and style, by hash, and nothing else. */
export const SIGN_IN_PAGE_CSP = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The page a sign-in window ends on, in the browser's language. */
export function signInPage(outcome: SignInOutcome, acceptLanguage: string | undefined): string {
  const locale: Locale = /^\s*it\b/i.test(acceptLanguage ?? '') ? 'it' : 'en';
  const words = WORDS[locale];
  const fill = (text: string): string => escapeHtml(text.replaceAll('{crm}', outcome.providerLabel));
  const title = fill(outcome.error === null ? words.ok : words.failed);
  const sentence = fill(outcome.error === null ? words.okNext : (words.why[outcome.error] ?? words.other));
  const icon =
    outcome.error === null
      ? '<svg class="good" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.5"/><path d="m6.8 10.2 2.2 2.2 4.2-4.6"/></svg>'
      : '<svg class="bad" viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.5"/><path d="m7.6 7.6 4.8 4.8m0-4.8-4.8 4.8"/></svg>';
  const data = [
    outcome.hint
      ? ` data-flow="${escapeHtml(outcome.hint.flowId)}" data-origin="${escapeHtml(outcome.hint.origin)}"`
      : '',
    outcome.error === null ? ' data-done="1"' : '',
  ].join('');
  return `<!doctype html><html lang="${locale}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head><body${data}>${icon}<h1>${title}</h1><p>${sentence}</p><button type="button">${escapeHtml(words.close)}</button><script>${SCRIPT}</script></body></html>`;
}
