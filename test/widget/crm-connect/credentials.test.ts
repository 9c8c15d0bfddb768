import { expect, fixtureCleanup } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { ErrorCode, FieldFault } from '../../../shared/errors.js';
import type { CrmConnect } from '../../../widget/crm-connect/crm-connect.js';
import { waitUntil } from '../support/wait-until.js';
import { connection, FakeCrms } from './fake-crms.js';
import { acts, button, heard, isAccessible, mountConnect, root, shows } from './mount.js';

const VALUES = {
  url: 'https://nordest.odoo.example',
  database: 'nordest-prod',
  username: 'marta@nordest.example',
  api_key: 'abcdefghijkl',
};

let crms: FakeCrms;

const input = (element: CrmConnect, name: string) =>
  root(element).querySelector<HTMLInputElement>(`input[name=${name}]`)!;

async function form(): Promise<CrmConnect> {
  const element = await mountConnect();
  await acts(element);
  button(element, 'Connect Odoo').focus();
  button(element, 'Connect Odoo').click();
  await shows(element, 'Odoo has no sign-in window, so we need these four.');
  return element;
}

/** Fills the form and sends it. */
function send(element: CrmConnect): void {
  for (const [name, value] of Object.entries(VALUES)) {
    input(element, name).value = value;
    input(element, name).dispatchEvent(new InputEvent('input'));
  }
  button(element, 'Connect', 'form').click();
}

describe('<crm-connect> connecting by a form', () => {
  beforeEach(() => {
    crms = new FakeCrms().install();
  });
  afterEach(() => {
    fixtureCleanup();
    crms.restore();
  });

  it('asks for the fields of the provider, accessibly, in both languages', async () => {
    const element = await form();
    await isAccessible(element);
    const labels = [...root(element).querySelectorAll('label')].map((one) => one.textContent);
    expect(labels).to.deep.equal(['Address', 'Database', 'User', 'API key']);
    element.parentElement!.lang = 'it';
    await shows(element, 'Odoo non ha una finestra di accesso: ci servono questi quattro.');
    await shows(element, 'Chiave API');
  });

  it('connects by keyboard alone and focuses the row', async () => {
    const element = await form();
    await waitUntil(() => root(element).activeElement === input(element, 'url'));
    crms.instead.set('POST /crm/odoo/connect', () => {
      const odoo = connection({ id: 'con_3', provider: 'odoo' });
      crms.connections = [odoo];
      return { status: 201, json: odoo };
    });
    const created = heard(element, 'crm-connection-created');
    await sendKeys({ type: VALUES.url });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: VALUES.database });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: VALUES.username });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ type: VALUES.api_key });
    await sendKeys({ press: 'Enter' });
    expect((await created).detail.connection.id).to.equal('con_3');
    expect(crms.asked('POST', '/crm/odoo/connect')[0]!.body).to.deep.equal(VALUES);
    await waitUntil(() => root(element).activeElement?.ariaLabel === 'Manage Odoo');
  });

  it('sends nothing while a field is empty, and takes the focus to the first of them', async () => {
    const element = await form();
    button(element, 'Connect', 'form').click();
    await shows(element, 'Fill this in.');
    expect(root(element).activeElement).to.equal(input(element, 'url'));
    expect(crms.asked('POST', '/crm/odoo/connect')).to.deep.equal([]);
    await isAccessible(element);
  });

  const key: FieldFault[] = [{ path: 'api_key', code: 'crm_permission_missing', message: 'x' }];
  const refusals: [ErrorCode, FieldFault[], field: string, en: string, italian: string][] = [
    [
      'bad_request',
      key,
      'api_key',
      'Odoo does not accept this key.',
      'Odoo non accetta questa chiave. Forse è scaduta',
    ],
    [
      'crm_unreachable',
      [],
      'url',
      'No answer from nordest.odoo.example.',
      'nordest.odoo.example non risponde.',
    ],
    [
      'host_not_allowed',
      [],
      'url',
      'We cannot use nordest.odoo.example.',
      'Non possiamo usare nordest.odoo.example.',
    ],
    [
      'bad_request',
      [{ path: 'database', code: 'unknown', message: 'There is no such database.' }],
      'database',
      'There is no such database.',
      'There is no such database.',
    ],
  ];
  for (const [code, faults, field, en, italian] of refusals) {
    it(`puts the reason at the field "${field}" when the answer is ${code}`, async () => {
      const element = await form();
      crms.refuse('POST /crm/odoo/connect', 422, code, faults);
      const failed = heard(element, 'crm-connection-failed');
      send(element);
      expect((await failed).detail).to.deep.equal({ provider: 'odoo', code });
      await shows(element, en);
      await waitUntil(() => root(element).activeElement === input(element, field));
      expect(input(element, field).value).to.equal(VALUES[field as keyof typeof VALUES]);
      const described = input(element, field).getAttribute('aria-describedby')!;
      expect(root(element).getElementById(described)!.textContent).to.contain(en);
      element.parentElement!.lang = 'it';
      await shows(element, italian);
    });
  }

  it('says what is wrong below the form when no field is to blame', async () => {
    const element = await form();
    crms.isDown = true;
    send(element);
    await shows(element, 'Not connected: our service does not answer.');
    await isAccessible(element);
  });

  it('shows and hides the key', async () => {
    const element = await form();
    const eye = button(element, 'Show the key');
    expect(input(element, 'api_key').type).to.equal('password');
    eye.click();
    await element.updateComplete;
    expect(input(element, 'api_key').type).to.equal('text');
    expect(eye.ariaPressed).to.equal('true');
  });

  it('goes back to the list with the focus on the row', async () => {
    const element = await form();
    button(element, 'Back').focus();
    button(element, 'Back').click();
    await waitUntil(() => root(element).activeElement?.ariaLabel === 'Connect Odoo');
  });
});
