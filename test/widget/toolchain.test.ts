import { expect, fixture, html as testHtml } from '@open-wc/testing';
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { passesAxe } from './support/axe.js';

/** Proves the chain itself: TypeScript with decorators, Lit, a real browser and the accessibility check. */
@customElement('toolchain-counter')
class ToolchainCounter extends LitElement {
  static override styles = css`
    button {
      color: rgb(0 0 139);
      background: white;
    }
  `;

  @property({ type: Number }) step = 1;
  @property() label = 'Add';
  @state() private count = 0;

  protected override render() {
    const add = () => {
      this.count += this.step;
    };
    return html`<button @click=${add} aria-label=${this.label}></button><output>${this.count}</output>`;
  }
}

describe('the element toolchain', () => {
  it('re-renders when a decorated property or state changes', async () => {
    const element = await fixture<ToolchainCounter>(
      testHtml`<toolchain-counter step="2"></toolchain-counter>`,
    );
    element.shadowRoot?.querySelector('button')?.click();
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('output')?.textContent).to.equal('2');
    element.step = 5;
    element.shadowRoot?.querySelector('button')?.click();
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('output')?.textContent).to.equal('7');
  });

  it('passes the accessibility check inside the shadow root, and fails it when a name is missing', async () => {
    const element = await fixture<ToolchainCounter>(testHtml`<toolchain-counter></toolchain-counter>`);
    await passesAxe(element);
    element.label = '';
    await element.updateComplete;
    const failure = await passesAxe(element).then(
      () => '',
      (error: { actual: string[] }) => error.actual.join(),
    );
    expect(failure).to.contain('button-name');
  });

  it('reaches no host but this machine', async () => {
    const outcome = await fetch('http://example.com/').then(
      () => 'answered',
      () => 'refused',
    );
    expect(outcome).to.equal('refused');
  });
});
