import { html, nothing, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { FieldFault } from '../../../shared/errors.js';
import type { CredentialField, ProviderInfo } from '../../../shared/provider-info.js';
import { ApiError } from '../../api/client.js';
import { codeOf, type SignInFailure } from '../../controllers/sign-in-controller.js';
import { eyeIcon, spinner } from '../../internal/icons.js';
import { isolate, providerTile } from '../../internal/parts.js';
import { type ActKey, type ActWords, failureKey } from './act-words.js';
import { fault } from './disconnect-view.js';

export interface CredentialsActions {
  /** Rejects with what the service answered. */
  connect: (values: Record<string, string>) => Promise<void>;
  back: () => void;
  failed: (code: SignInFailure) => void;
}

/** `text` is the service's own sentence, in English. */
type Wrong = { key: ActKey; text?: string } | { text: string };

const LABELS: Partial<Record<string, ActKey>> = {
  url: 'fieldUrl',
  database: 'fieldDatabase',
  username: 'fieldUsername',
  company: 'fieldCompany',
  api_key: 'fieldApiKey',
  key_expires_on: 'fieldKeyEnds',
};

/** The form of a provider without a sign-in window, built from its `credential_fields`. */
export class CredentialsView {
  #values: Record<string, string> = {};
  #wrong: Record<string, Wrong> = {};
  #failed: ActKey | null = null;
  #isBusy = false;
  #shown = new Set<string>();

  constructor(
    private readonly host: ReactiveControllerHost,
    readonly info: ProviderInfo,
    private readonly actions: CredentialsActions,
  ) {}

  draw(words: ActWords): TemplateResult {
    const { messages } = words;
    const crm = isolate(this.info.label);
    const count = this.info.credential_fields.filter(({ required }) => required).length;
    return html`<form class="view" part="form" novalidate aria-labelledby="title" @submit=${this.#submit}>
      <div class="view-head">
        ${providerTile(this.info.id, this.info.label)}
        <div>
          <h2 class="title" id="title">${messages.rich('formTitle', { crm })}</h2>
          <p class="sentence">${messages.rich('formIntro', { crm, count, n: count })}</p>
        </div>
      </div>
      <div class="fields">${this.info.credential_fields.map((field) => this.#field(words, field))}</div>
      ${this.#failed ? fault(messages.rich(this.#failed, { crm, app: isolate(words.app) })) : nothing}
      <div class="buttons">
        <button class="btn primary" part="button button-primary" aria-disabled=${this.#isBusy}>
          ${this.#isBusy ? spinner : nothing}${messages.text(this.#isBusy ? 'connecting' : 'connect')}
        </button>
        <button class="btn quiet" part="button" type="button" @click=${this.actions.back}>${messages.text('back')}</button>
      </div>
    </form>`;
  }

  #field(words: ActWords, field: CredentialField): TemplateResult {
    const { messages } = words;
    const label = LABELS[field.name];
    const wrong = this.#wrong[field.name];
    const isSecret = field.type === 'password';
    const isShown = this.#shown.has(field.name);
    const id = `field-${field.name}`;
    return html`<div class=${field.type === 'url' || isSecret ? 'wide' : ''}>
      <div class="label-line">
        <label class="label" for=${id}>${label ? messages.text(label) : field.label}</label>
        ${
          field.help_url
            ? html`<a class="link" href=${field.help_url} target="_blank" rel="noopener">${messages.text('whereIsIt')}</a>`
            : nothing
        }
      </div>
      <div class="control">
        <input
          class="input"
          part="input"
          id=${id}
          name=${field.name}
          dir="ltr"
          type=${isSecret && isShown ? 'text' : field.type}
          autocomplete=${isSecret ? 'off' : nothing}
          autocapitalize="none"
          spellcheck="false"
          placeholder=${field.placeholder ?? nothing}
          aria-required=${field.required}
          aria-invalid=${wrong !== undefined}
          aria-describedby=${wrong ? `${id}-error` : nothing}
          .value=${this.#values[field.name] ?? ''}
          @input=${(event: InputEvent) => {
            this.#values[field.name] = (event.target as HTMLInputElement).value;
          }}
        />
        ${isSecret ? this.#eye(words, field.name, isShown) : nothing}
      </div>
      ${wrong ? fault(this.#sentence(words, field, wrong), `${id}-error`) : nothing}
    </div>`;
  }

  #eye({ messages }: ActWords, name: string, isShown: boolean): TemplateResult {
    return html`<button
      class="btn icon-only small"
      part="button"
      type="button"
      aria-label=${messages.text('showKey')}
      aria-pressed=${isShown}
      @click=${() => {
        if (isShown) this.#shown.delete(name);
        else this.#shown.add(name);
        this.host.requestUpdate();
      }}
    >
      ${eyeIcon}
    </button>`;
  }

  #sentence({ messages }: ActWords, field: CredentialField, wrong: Wrong): unknown {
    if (!('key' in wrong)) return wrong.text;
    return messages.rich(wrong.key, {
      crm: isolate(this.info.label),
      host: isolate(hostOf(this.#values[field.name] ?? ''), 'ltr'),
      where: this.info.id === 'odoo' ? messages.text('whereOdoo') : isolate(this.info.label),
      example: isolate(field.placeholder ?? '', 'ltr'),
      message: wrong.text ?? '',
    });
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.#isBusy) return;
    const form = event.currentTarget as HTMLFormElement;
    this.#failed = null;
    this.#wrong = checkFields(this.info.credential_fields, this.#values);
    if (Object.keys(this.#wrong).length === 0) {
      this.#isBusy = true;
      this.host.requestUpdate();
      await this.actions.connect({ ...this.#values }).catch((error: unknown) => this.#explain(error));
      this.#isBusy = false;
    }
    this.host.requestUpdate();
    await this.host.updateComplete;
    form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };

  #explain(error: unknown): void {
    const code = codeOf(error);
    this.actions.failed(code);
    const fields = this.info.credential_fields;
    const faults = error instanceof ApiError ? (error.problem?.errors ?? []) : [];
    for (const found of faults) {
      const field = fields.find(({ name }) => name === found.path);
      if (field) this.#wrong[field.name] = wordsOf(found, field);
    }
    if (Object.keys(this.#wrong).length > 0) return;
    const kind = code === 'crm_unreachable' || code === 'host_not_allowed' ? 'url' : 'password';
    const blamed = fields.find(({ type }) => type === kind);
    const key = blamed && BLAME[code];
    if (key) this.#wrong[blamed.name] = { key };
    else this.#failed = failureKey(code);
  }
}

/** Sentences for what a service finds wrong with one field. */
const AT_FIELD: Partial<Record<string, ActKey>> = {
  required: 'fieldEmpty',
  invalid_format: 'fieldWrong',
  not_this_crm: 'notThisCrm',
  database_unknown: 'databaseUnknown',
  user_mismatch: 'userMismatch',
  key_refused: 'keyRefused',
  key_expired: 'keyEnded',
  permission_missing: 'rightsMissing',
  module_missing: 'appMissing',
  company_unknown: 'companyUnknown',
};

/** Codes that name no field but can only be about one. */
const BLAME: Partial<Record<string, ActKey>> = {
  crm_unreachable: 'addressSilent',
  host_not_allowed: 'addressRefused',
  crm_permission_missing: 'keyRefused',
  code_rejected: 'keyRefused',
};

function wordsOf(found: FieldFault, field: CredentialField): Wrong {
  const blame = BLAME[found.code];
  if (blame && (field.type === 'url') === (blame !== 'keyRefused')) return { key: blame };
  const known = AT_FIELD[found.code];
  if (known) return { key: known, text: found.message };
  if (field.type === 'password') return { key: 'keyRefused' };
  return found.message ? { text: found.message } : { key: 'fieldWrong' };
}

function checkFields(fields: CredentialField[], values: Record<string, string>): Record<string, Wrong> {
  const wrong: Record<string, Wrong> = {};
  for (const { name, required, pattern, placeholder } of fields) {
    const value = values[name]?.trim() ?? '';
    if (!value && required) wrong[name] = { key: 'fieldEmpty' };
    else if (value && pattern && !new RegExp(`^(?:${pattern})$`, 'u').test(value)) {
      wrong[name] = { key: placeholder ? 'fieldLike' : 'fieldWrong' };
    }
  }
  return wrong;
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}
