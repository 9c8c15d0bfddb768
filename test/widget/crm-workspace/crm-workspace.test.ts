import { expect, fixture, fixtureCleanup, html } from '@open-wc/testing';
import type { CrmConnect } from '../../../widget/crm-connect/crm-connect.js';
import '../../../widget/crm-connect/define.js';
import type { CrmWorkspace } from '../../../widget/crm-workspace/crm-workspace.js';
import { FakeCrms } from '../crm-connect/fake-crms.js';
import { waitUntil } from '../support/wait-until.js';

let crms: FakeCrms;

const words = (element: Element) => element.shadowRoot!.textContent!.replace(/\s+/g, ' ');
const isShown = (element: Element, text = 'Your CRM') =>
  waitUntil(
    () => words(element).includes(text),
    () => `"${text}" in "${words(element)}"`,
  );

async function mount(): Promise<{ workspace: CrmWorkspace; first: CrmConnect; second: CrmConnect }> {
  const workspace =
    await fixture<CrmWorkspace>(html`<crm-workspace service-url="https://one.test" token="et_1" lang="en">
    <crm-connect></crm-connect>
    <section><crm-connect></crm-connect></section>
  </crm-workspace>`);
  const [first, second] = workspace.querySelectorAll('crm-connect');
  return { workspace, first: first!, second: second! };
}

describe('<crm-workspace>', () => {
  beforeEach(() => {
    crms = new FakeCrms().install();
  });
  afterEach(() => {
    fixtureCleanup();
    crms.restore();
  });

  it('serves elements that were there before it was defined', async () => {
    // Must stay the first test: it defines the element.
    const { workspace, first } = await mount();
    expect(customElements.get('crm-workspace')).to.equal(undefined);
    expect(crms.seen).to.deep.equal([]);
    await import('../../../widget/crm-workspace/define.js');
    await isShown(first);
    expect(workspace.matches(':defined')).to.equal(true);
  });

  it('asks for the session once for all elements inside', async () => {
    const { first, second } = await mount();
    await isShown(first);
    await isShown(second);
    expect(crms.asked('GET', '/crm/session').length).to.equal(1);
    expect(crms.asked('GET', '/crm/connections').length).to.equal(2);
  });

  it('draws nothing of its own', async () => {
    const { workspace } = await mount();
    expect(getComputedStyle(workspace).display).to.equal('contents');
    workspace.hidden = true;
    expect(getComputedStyle(workspace).display).to.equal('none');
  });

  it('gives a new key to the elements inside, which load again with it', async () => {
    const { workspace, first } = await mount();
    await isShown(first);
    workspace.token = 'et_2';
    await waitUntil(() => crms.seen.at(-1)?.token === 'Bearer et_2');
    await isShown(first);
  });

  it('leaves an element with a service of its own alone', async () => {
    const workspace = await fixture(html`<crm-workspace service-url="https://one.test" token="et_1">
      <crm-connect service-url="https://two.test/base" token="wk_9"></crm-connect>
    </crm-workspace>`);
    await waitUntil(() => crms.seen.length > 0);
    expect(new Set(crms.seen.map(({ path, token }) => `${token} ${path.split('/')[1]}`))).to.deep.equal(
      new Set(['Bearer wk_9 base']),
    );
    workspace.remove();
  });

  it('takes its key from the token provider when it has none', async () => {
    const workspace = await fixture<CrmWorkspace>(html`<crm-workspace
      service-url="https://one.test"
      .tokenProvider=${async () => 'et_3'}
      ><crm-connect lang="en"></crm-connect
    ></crm-workspace>`);
    await isShown(workspace.querySelector('crm-connect')!);
    expect(crms.seen[0]!.token).to.equal('Bearer et_3');
  });

  it('moves an element to the service of the workspace it is moved into', async () => {
    const { first } = await mount();
    await isShown(first);
    const other = await fixture<CrmWorkspace>(
      html`<crm-workspace service-url="https://two.test" token="et_other" lang="en"></crm-workspace>`,
    );
    other.append(first);
    await waitUntil(() => crms.seen.at(-1)?.token === 'Bearer et_other');
    await isShown(first);
  });

  it('lets the host replace words, for all elements or for one', async () => {
    const { workspace, first, second } = await mount();
    await isShown(first);
    workspace.messages = { 'connect.title': 'Your sales tools' };
    second.messages = { 'connect.title': 'Only here' };
    await isShown(first, 'Your sales tools');
    await isShown(second, 'Only here');
  });

  it('follows the language of the page while it is open', async () => {
    const { workspace, first } = await mount();
    await isShown(first);
    workspace.lang = 'it-IT';
    await isShown(first, 'I tuoi CRM');
    workspace.lang = 'de';
    await isShown(first, 'Your CRM');
  });
});
