import { ContextProvider } from '@lit/context';
import { css, html, LitElement, type PropertyValues } from 'lit';
import { property } from 'lit/decorators.js';
import type { TokenProvider } from '../api/client.js';
import { createCrmContext, crmContext, type MessageOverrides, messagesContext } from '../internal/context.js';

/**
 * Says once, for all elements inside, where the service is and as whom to ask it. Draws nothing of its own.
 *
 * @slot - the page, with the elements anywhere in it
 * @attr service-url - address of the service
 * @attr token - a `wk_` or `et_` key
 */
export class CrmWorkspace extends LitElement {
  static override styles = css`
    :host {
      display: contents;
    }
    :host([hidden]) {
      display: none;
    }
  `;

  /** Address of the service; absolute, or relative to the page. */
  @property({ attribute: 'service-url' }) serviceUrl = '';
  /** A `wk_` or `et_` key. */
  @property() token = '';
  /** Renews the key; also asked first when no `token` is set. */
  @property({ attribute: false }) tokenProvider: TokenProvider | null = null;
  /** Host's own wording, by `<table>.<key>`. */
  @property({ attribute: false }) messages: MessageOverrides = {};

  readonly #context = new ContextProvider(this, { context: crmContext, initialValue: null });
  readonly #messages = new ContextProvider(this, { context: messagesContext, initialValue: {} });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('serviceUrl') || changed.has('token') || changed.has('tokenProvider')) {
      this.#context.setValue(createCrmContext(this));
    }
    if (changed.has('messages')) this.#messages.setValue(this.messages);
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
