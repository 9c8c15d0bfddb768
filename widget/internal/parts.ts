import { html, type TemplateResult } from 'lit';

/**
 * The provider's tile: the host's own icon in slot `icon-<provider>`, else the first two letters of the label.
 *
 * @param size `small` is 28 px, the default 36.
 */
export function providerTile(provider: string, label: string, size: '' | 'small' = ''): TemplateResult {
  const letters = [...label].slice(0, 2).join('');
  return html`<span class="tile ${size}" part="tile" aria-hidden="true"
    ><slot name=${`icon-${provider}`}>${letters}</slot></span
  >`;
}

/** A value of unknown script inside a sentence: names, accounts, e-mails. `ltr` for phones and API names. */
export function isolate(value: string, dir: 'auto' | 'ltr' = 'auto'): TemplateResult {
  return html`<bdi dir=${dir}>${value}</bdi>`;
}
