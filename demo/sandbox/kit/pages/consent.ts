import { type Html, html, Html as Markup } from '../html.js';
import type { Language } from './language.js';
import { baseStyles, consentStyles } from './styles.js';

/** A page of a sign-in. `brand` is the CRM's name. */
export function consentShell(brand: string, title: string, language: Language, body: Html): string {
  return html`<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>${new Markup(baseStyles + consentStyles)}</style></head><body class="consent">
<main class="card"><p class="brand"><span class="mark" aria-hidden="true"></span>${brand}</p>${body}</main>
</body></html>`.text;
}

/** A field that a person does not see; none where there is no value. */
export function hidden(name: string, value: string | null): Html {
  return value === null ? html`` : html`<input type="hidden" name="${name}" value="${value}">`;
}

/** An account to choose. */
export function accountRadio(
  name: string,
  account: { id: string | number; title: string; details: string },
  isChecked: boolean,
): Html {
  return html`<label class="choice"><input type="radio" name="${name}" value="${account.id}"${isChecked ? new Markup(' checked') : ''}>
<span><strong>${account.title}</strong><small>${account.details}</small></span></label>`;
}

/** What the app will be able to do. */
export function scopeList(heading: string, lines: string[]): Html {
  if (lines.length === 0) return html``;
  return html`<h2>${heading}</h2><ul class="scopes">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

/** The end of the form: allow or deny, and where it leads back to. */
export function decision(text: { allow: string; deny: string; returns: string }, redirectUri: string): Html {
  return html`<div class="actions"><button id="deny" name="decision" value="deny" class="plain">${text.deny}</button>
<button id="allow" name="decision" value="allow" class="strong">${text.allow}</button></div>
<p class="foot">${text.returns} <code>${new URL(redirectUri).host}</code></p>`;
}

/** What is shown instead of a redirect when the request itself is wrong. */
export function consentFault(
  brand: string,
  text: { wrong: string; close: string },
  fault: string,
  language: Language,
): string {
  return consentShell(
    brand,
    text.wrong,
    language,
    html`<h1>${text.wrong}</h1><p class="fault" role="alert">${fault}</p><p class="foot">${text.close}</p>`,
  );
}
