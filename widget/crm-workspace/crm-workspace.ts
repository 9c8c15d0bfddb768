import { ContextProvider } from '@lit/context';
import { css, html, LitElement, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { TokenProvider } from '../api/client.js';
import type { RecordsChangedDetail } from '../events/records.js';
import { createCrmContext, crmContext, type Happening, type MessageOverrides } from '../internal/context.js';
import { recordsChanged } from '../internal/records-changed.js';

/**
 * Says once, for all elements inside, where the service is and as whom to ask it. Draws nothing of its own.
 *
 * @fires {CustomEvent<RecordsChangedDetail>} crm-records-changed - records changed in a CRM, so that the page can read its lists again
 * @slot - the page, with the elements anywhere in it
 * @attr service-url - address of the service
 * @attr token - a `wk_` or `et_` key
 */
export class CrmWorkspace extends LitElement {
  static override properties: PropertyDeclarations = {
    serviceUrl: { attribute: 'service-url' },
    token: {},
    tokenProvider: { attribute: false },
    messages: { attribute: false },
  };

  static override styles = css`
    :host {
      display: contents;
    }
    :host([hidden]) {
      display: none;
    }
  `;

  /** Address of the service; absolute, or relative to the page. */
  serviceUrl = '';
  /** A `wk_` or `et_` key. */
  token = '';
  /** Renews the key; also asked first when no `token` is set. */
  tokenProvider: TokenProvider | null = null;
  /** Host's own wording, by `<table>.<key>`. */
  messages: MessageOverrides = {};

  readonly #context = new ContextProvider(this, { context: crmContext, initialValue: null });

  #unhear: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#hear();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unhear?.();
    this.#unhear = undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const { value } = this.#context;
    if (changed.has('serviceUrl') || changed.has('token') || changed.has('tokenProvider')) {
      this.#context.setValue(createCrmContext(this));
      this.#hear();
    } else if (value && changed.has('messages')) {
      this.#context.setValue({ ...value, messages: this.messages });
    }
  }

  #hear(): void {
    this.#unhear?.();
    this.#unhear = this.#context.value?.hear((what) => this.#happened(what));
  }

  #happened(what: Happening): void {
    const detail: RecordsChangedDetail | null = recordsChanged(what);
    if (detail)
      this.dispatchEvent(new CustomEvent('crm-records-changed', { detail, bubbles: true, composed: true }));
  }

  protected override render() {
    return html`<slot></slot>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'crm-workspace': CrmWorkspace;
  }
}
