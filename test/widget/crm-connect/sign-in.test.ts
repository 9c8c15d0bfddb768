import { expect, fixtureCleanup } from '@open-wc/testing';
import type { CrmConnect } from '../../../widget/crm-connect/crm-connect.js';
import { runClockFaster } from '../support/fast-clock.js';
import { holdTimers } from '../support/held-timers.js';
import { waitUntil } from '../support/wait-until.js';
import { connection, FakeCrms } from './fake-crms.js';
import { acts, button, heard, isAccessible, mountConnect, root, shows, words } from './mount.js';

// The service is at the test page's own origin, so that its windows can speak as the service would.
const SERVICE = `${location.origin}/service`;
const FLOW = '/service/crm/connect-flows/flow_1';
/** Shorter than the wait before its first look. */
const LOOK_MS = 300;

let crms: FakeCrms;
let popup: Window | null = null;
let letGo = () => {};
let slowDown = () => {};
const openForReal = window.open;

const looks = () => crms.asked('GET', FLOW).length;

async function opened(): Promise<CrmConnect> {
  const element = await mountConnect(SERVICE);
  await acts(element);
  return element;
}

async function signingIn(): Promise<CrmConnect> {
  const element = await opened();
  button(element, 'Connect HubSpot').focus();
  button(element, 'Connect HubSpot').click();
  await shows(element, 'Continue in the HubSpot window');
  await waitUntil(() => crms.flow !== null);
  return element;
}

/** Its window was sent to the CRM: the element knows what to look for. */
const isAtTheSignIn = () => waitUntil(() => popup!.location.href === 'about:blank#sign-in');

function approve(): void {
  crms.connections = [connection()];
  crms.flow = { ...crms.flow!, state: 'connected', connection_id: 'con_1' };
}

/** Posts from inside a window, so that it is the message's source. */
function post(from: Window, data: unknown): void {
  const script = from.document.createElement('script');
  script.textContent = `opener.postMessage(${JSON.stringify(data)}, '*')`;
  from.document.body.append(script);
}

describe('<crm-connect> signing in', () => {
  beforeEach(() => {
    slowDown = runClockFaster(5);
    crms = new FakeCrms('/service').install();
    window.open = (...args) => {
      popup = openForReal.apply(window, args);
      return popup;
    };
  });
  afterEach(() => {
    fixtureCleanup();
    crms.restore();
    window.open = openForReal;
    popup?.close();
    popup = null;
    letGo();
    letGo = () => {};
    slowDown();
  });

  it('opens a window in the click, sends it to the sign-in, and waits accessibly in both languages', async () => {
    const element = await opened();
    let answer = () => {};
    const flow = new Promise<void>((resolve) => {
      answer = resolve;
    });
    crms.before = (route) => (route.startsWith('POST') ? flow : undefined);
    button(element, 'Connect HubSpot').click();
    expect(popup!.document.body.textContent).to.equal('Opening HubSpot…');
    answer();
    await isAtTheSignIn();
    expect(crms.asked('POST', '/service/crm/connect-flows')[0]!.body).to.deep.equal({ provider: 'hubspot' });
    await shows(element, 'Choose the account and approve. This page notices by itself.');
    expect(element.matches(':state(connecting)')).to.equal(true);
    await isAccessible(element);
    element.parentElement!.lang = 'it';
    await shows(element, 'Continua nella finestra di HubSpot');
    await shows(element, 'Mostra la finestra');
  });

  it('notices the approval by polling, closes the window, tells the page and focuses the row', async () => {
    const element = await signingIn();
    const created = heard(element, 'crm-connection-created');
    approve();
    expect((await created).detail.connection.id).to.equal('con_1');
    await shows(element, 'Nordest Energia · by Marta Rinaldi');
    expect(popup!.closed).to.equal(true);
    await waitUntil(() => root(element).activeElement?.ariaLabel === 'Manage HubSpot');
  });

  it('tells the page of the connection also when its own list could not be read anew', async () => {
    const element = await signingIn();
    const created = heard(element, 'crm-connection-created');
    const list = 'GET /service/crm/connections';
    let failures = 0;
    crms.instead.set(list, () => {
      crms.instead.delete(list);
      failures++;
      return { status: 422, json: { code: 'bad_request' } };
    });
    approve();
    expect((await created).detail.connection.id).to.equal('con_1');
    expect(failures).to.equal(1);
  });

  it('looks at once when its window says so, and not when anything else does', async () => {
    letGo = holdTimers(LOOK_MS);
    const element = await signingIn();
    await isAtTheSignIn();
    const hint = { type: 'crm-connect:flow', flow_id: 'flow_1' };
    window.postMessage(hint, '*');
    post(popup!, { ...hint, flow_id: 'other' });
    post(popup!, null);
    await new Promise<void>((resolve) => {
      addEventListener('message', (event) => event.data === 'last' && resolve());
      window.postMessage('last', '*');
    });
    // What is asked for after a look comes after it.
    await element.refresh();
    expect(looks()).to.equal(0);
    post(popup!, hint);
    await waitUntil(() => looks() === 1, 'a look at once');
  });

  it('ignores the hint when the service is at another origin', async () => {
    letGo = holdTimers(LOOK_MS);
    crms.restore();
    crms = new FakeCrms('').install();
    const element = await mountConnect('https://crm.service.test');
    await acts(element);
    button(element, 'Connect HubSpot').click();
    const count = () => crms.asked('GET', '/crm/connect-flows/flow_1').length;
    await isAtTheSignIn();
    const arrived = new Promise((resolve) => addEventListener('message', resolve, { once: true }));
    post(popup!, { type: 'crm-connect:flow', flow_id: 'flow_1' });
    await arrived;
    await element.refresh();
    expect(count()).to.equal(0);
  });

  it('offers the address as a link when the browser stopped the window, and still notices', async () => {
    window.open = () => null;
    const element = await opened();
    button(element, 'Connect HubSpot').click();
    await shows(element, 'Your browser stopped the window.');
    const link = button(element, 'Open it') as HTMLAnchorElement;
    expect(link.href).to.equal('about:blank#sign-in');
    expect(link.target).to.equal('_blank');
    await isAccessible(element);
    element.parentElement!.lang = 'it';
    await shows(element, 'Il browser ha bloccato la finestra.');
    approve();
    await shows(element, 'Collegato');
  });

  it('says access was not approved when the window is closed, and still turns to connected if it was', async () => {
    const element = await signingIn();
    const failed = heard(element, 'crm-connection-failed');
    popup!.close();
    expect((await failed).detail).to.deep.equal({ provider: 'hubspot', code: 'window_closed' });
    await shows(element, 'Not connected: access was not approved.');
    await waitUntil(() => root(element).activeElement === button(element, 'Try again'));
    await isAccessible(element);
    approve();
    await shows(element, 'Nordest Energia');
    expect(words(element)).not.to.contain('not approved');
  });

  const ends: [
    code: 'consent_denied' | 'code_rejected' | 'already_connected',
    en: string,
    italian: string,
  ][] = [
    ['consent_denied', 'Not connected: access was not approved.', 'Non collegato: accesso non approvato.'],
    ['code_rejected', 'HubSpot did not accept the sign-in.', 'HubSpot non ha accettato l’accesso.'],
    [
      'already_connected',
      'Another HubSpot account is connected already.',
      'È già collegato un altro account HubSpot.',
    ],
  ];
  for (const [code, en, italian] of ends) {
    it(`says in both languages why a sign-in ended with ${code}`, async () => {
      const element = await signingIn();
      const failed = heard(element, 'crm-connection-failed');
      crms.flow = { ...crms.flow!, state: 'failed', error: { code, message: 'x' } };
      expect((await failed).detail.code).to.equal(code);
      await shows(element, en);
      expect(popup!.closed).to.equal(true);
      expect(words(element).includes('Try again')).to.equal(code !== 'already_connected');
      element.parentElement!.lang = 'it';
      await shows(element, italian);
    });
  }

  it('says that the sign-in took too long when it expired, and begins a new one on Try again', async () => {
    const element = await signingIn();
    crms.flow = { ...crms.flow!, state: 'expired' };
    await shows(element, 'Not connected: the sign-in took too long.');
    button(element, 'Try again').click();
    await shows(element, 'Continue in the HubSpot window');
    await waitUntil(() => crms.asked('POST', '/service/crm/connect-flows').length === 2);
  });

  it('gives the sign-in up on Cancel: closes the window, withdraws the flow, returns the focus', async () => {
    const element = await signingIn();
    button(element, 'Show the window').focus();
    button(element, 'Cancel').click();
    await shows(element, 'Connect one or more.');
    expect(popup!.closed).to.equal(true);
    await waitUntil(() => crms.asked('DELETE', FLOW).length === 1);
    await waitUntil(() => root(element).activeElement?.ariaLabel === 'Connect HubSpot');
  });

  it('closes the window and says so when the sign-in cannot begin', async () => {
    const element = await opened();
    crms.refuse('POST /service/crm/connect-flows', 409, 'provider_not_configured');
    button(element, 'Connect HubSpot').click();
    await shows(element, 'HubSpot is not set up yet. Ask Linea.');
    expect(popup!.closed).to.equal(true);
  });

  it('stops looking when it leaves the page', async () => {
    const element = await signingIn();
    await waitUntil(() => looks() >= 1);
    element.remove();
    const before = looks();
    document.dispatchEvent(new Event('visibilitychange'));
    // Another one has asked for all it needs meanwhile.
    await opened();
    expect(looks()).to.equal(before);
  });
});
