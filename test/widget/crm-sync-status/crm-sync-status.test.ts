import { expect, fixture, fixtureCleanup, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { SyncStatus } from '../../../shared/run.js';
import '../../../widget/crm-sync-status/define.js';
import type { CrmSyncStatus } from '../../../widget/crm-sync-status/crm-sync-status.js';
import { type Asked, type FakeService, fakeService, json, problem } from '../crm-push-button/fake-service.js';
import { runClockFaster } from '../support/fast-clock.js';
import { waitUntil } from '../support/wait-until.js';
import { isAccessibleInBothSchemes } from './accessible.js';
import { makeCopy, makeRun, makeStatus, makeStopped, minutes, STATES } from './statuses.js';

let service: FakeService;
/** What the service knows; a test changes it and the element finds out. */
let now: SyncStatus[];
let page: HTMLElement;
let slowDown = () => {};

const STATUS = '/crm/sync/status';
const isStatus = ({ path }: Asked) => path.endsWith(STATUS);
const reads = (of = STATUS) => service.asked.filter(({ path }) => path === of).length;
const statusPage = () => json({ data: now, next_cursor: null });

async function mount(statuses: SyncStatus[], attribute = ''): Promise<CrmSyncStatus> {
  now = statuses;
  service ??= fakeService((asked) => (isStatus(asked) ? statusPage() : undefined));
  page = await fixture(html`<div lang="en">
    <crm-sync-status
      service-url="http://service.example"
      token="et_1"
      ?compact=${attribute === 'compact'}
    ></crm-sync-status>
  </div>`);
  return page.querySelector('crm-sync-status')!;
}

const root = (element: Element) => element.shadowRoot!;
const words = (element: Element) => root(element).textContent!.replace(/\s+/g, ' ').trim();
const shows = (element: Element, text: string) =>
  waitUntil(
    () => words(element).includes(text),
    () => `"${text}" in "${words(element)}"`,
  );
/** Waits for that many more looks. */
async function looks(count: number, of = STATUS): Promise<void> {
  const before = reads(of);
  await waitUntil(() => reads(of) >= before + count, `${count} more looks`);
}
const button = (element: Element, label: string) =>
  [...root(element).querySelectorAll('button')].find(
    (one) => one.textContent!.trim() === label || one.ariaLabel === label,
  )!;

const labels = (element: Element) =>
  [...root(element).querySelectorAll('button')].map((one) => one.textContent!.trim());
const focusIsOn = (element: Element, label: string) =>
  waitUntil(() => root(element).activeElement?.textContent?.trim() === label, `focus on ${label}`);

async function isAccessible(element: Element): Promise<void> {
  await isAccessibleInBothSchemes(element);
  document.documentElement.style.colorScheme = '';
}

describe('<crm-sync-status>', () => {
  beforeEach(() => {
    service = fakeService((asked) => (isStatus(asked) ? statusPage() : undefined));
  });
  afterEach(() => {
    fixtureCleanup();
    slowDown();
    service.restore();
    document.documentElement.style.colorScheme = '';
  });

  for (const [name, { status, en, it: italian }] of Object.entries(STATES)) {
    it(`says "${name}" in both languages and passes the accessibility check in light and dark`, async () => {
      const element = await mount([status]);
      for (const text of en) await shows(element, text);
      await isAccessible(element);
      page.lang = 'it';
      for (const text of italian) await shows(element, text);
      page.style.width = '320px';
      page.dir = 'rtl';
      await element.updateComplete;
      expect(page.scrollWidth).to.be.at.most(320);
    });
  }

  it('asks for a connection where there is none', async () => {
    const element = await mount([]);
    await shows(element, 'No CRM connected');
    await isAccessible(element);
    const wish = oneEvent(element, 'crm-connect-requested');
    button(element, 'Connect').click();
    expect((await wish).detail).to.deep.equal({ provider: null });
  });

  it('says that the service does not answer, counts down and comes back by itself', async () => {
    service.answer = (asked) => {
      if (isStatus(asked)) throw new TypeError('Failed to fetch');
      return undefined;
    };
    const element = await mount([makeStatus()]);
    await shows(element, 'The sync status cannot be shown right now');
    await shows(element, 'Next try in 1 s.');
    await isAccessible(element);
    service.answer = (asked) => (isStatus(asked) ? statusPage() : undefined);
    await shows(element, 'Up to date');
  });

  it('keeps the last known state, and its time, when the service stops answering', async () => {
    const element = await mount([makeStatus()]);
    await shows(element, 'Up to date');
    service.answer = (asked) => {
      if (isStatus(asked)) throw new TypeError('Failed to fetch');
      return undefined;
    };
    await element.refresh();
    await shows(element, 'As of');
    await shows(element, 'Our service does not answer. Next try in');
    await shows(element, '2,140');
    expect(button(element, 'Sync HubSpot now')).to.equal(undefined);
    await isAccessible(element);
  });

  it('starts a copy of the history, follows it to its end and keeps the focus in the card', async () => {
    slowDown = runClockFaster(5);
    const element = await mount([makeStatus({ health: 'never_run', hourly_changes: [] })]);
    await shows(element, 'Nothing copied yet');
    service.answer = (asked) => {
      if (isStatus(asked)) return statusPage();
      if (asked.path !== '/crm/sync/start') return undefined;
      now = [makeStatus({ health: 'running', current_run: makeCopy(1_000, { eta_s: null }) })];
      return json({ run_id: 'run-1', already_running: false }, 202);
    };
    const started = oneEvent(element, 'crm-sync-started');
    button(element, 'Copy the history').focus();
    await sendKeys({ press: 'Enter' });
    expect((await started).detail.run_id).to.equal('run-1');
    const post = service.asked.find(({ method }) => method === 'POST')!;
    expect(post.body).to.deep.equal({ provider: 'hubspot', mode: 'pull', backfill: true });
    expect(post.idempotencyKey).to.have.length(32);
    await shows(element, 'Working out how long');
    expect(root(element).activeElement?.classList.contains('title')).to.equal(true);
    now = [makeStatus({ last_run: makeCopy(48_200, { state: 'succeeded', finished_at: minutes(0) }) })];
    const finished = await oneEvent(element, 'crm-sync-finished');
    expect(finished.detail.run.state).to.equal('succeeded');
    await shows(element, 'Up to date');
  });

  it('moves the bar without moving anything else', async () => {
    const copying = (done: number) => [makeStatus({ health: 'running', current_run: makeCopy(done) })];
    const element = await mount(copying(10_000));
    await shows(element, '20%');
    const places = () =>
      [...root(element).querySelectorAll('.card, .card *')].map((one) => {
        const { top, height } = one.getBoundingClientRect();
        return one.closest('.icon') ? '' : `${top} ${height}`;
      });
    const before = places();
    const nodes = [...root(element).querySelectorAll('.card *')];
    now = copying(31_480);
    await element.refresh();
    await shows(element, '65%');
    expect(places()).to.deep.equal(before);
    expect([...root(element).querySelectorAll('.card *')]).to.deep.equal(nodes);
    const bar = root(element).querySelector('[role=progressbar]')!;
    expect(bar.getAttribute('aria-valuenow')).to.equal('65');
    expect(bar.getAttribute('aria-valuetext')).to.equal('Contacts: 31,480 of 48,200. About 6 min left');
  });

  it('tells assistive tech at most one thing in five seconds, the newest', async () => {
    const element = await mount([makeStatus()]);
    await shows(element, 'Up to date');
    const status = root(element).querySelector('[role=status]')!;
    const said: [what: string, at: number][] = [];
    const listener = new MutationObserver(() => said.push([status.textContent!, performance.now()]));
    listener.observe(status, { childList: true, characterData: true, subtree: true });
    expect(status.textContent).to.equal('');
    now = [makeStatus({ health: 'late' })];
    await element.refresh();
    await waitUntil(() => said.length === 1, 'told');
    now = [makeStatus({ health: 'paused' })];
    await element.refresh();
    now = [makeStatus({ health: 'needs_reauth' })];
    await element.refresh();
    await waitUntil(() => said.length === 2, 'told anew');
    listener.disconnect();
    expect(said.map(([what]) => what)).to.deep.equal([
      'HubSpot: Later than planned',
      'HubSpot: Reconnect HubSpot',
    ]);
    expect(said[1]![1] - said[0]![1]).to.be.greaterThan(4_500);
  });

  it('pauses from the menu by keyboard, and resumes', async () => {
    const element = await mount([makeStatus()]);
    await shows(element, 'Up to date');
    service.answer = (asked) => {
      if (isStatus(asked)) return statusPage();
      if (asked.method !== 'PATCH') return undefined;
      const { paused } = asked.body as { paused: boolean };
      now = [makeStatus({ health: paused ? 'paused' : 'healthy' })];
      return json({ id: 'c1', provider: 'hubspot', status: paused ? 'paused' : 'active' });
    };
    const more = button(element, 'More for HubSpot');
    more.focus();
    await sendKeys({ press: 'Enter' });
    expect(root(element).activeElement?.textContent?.trim()).to.equal('Pause');
    await sendKeys({ press: 'Escape' });
    expect(root(element).activeElement).to.equal(more);
    await sendKeys({ press: 'Enter' });
    const changed = oneEvent(element, 'crm-health-changed');
    await sendKeys({ press: 'Enter' });
    expect((await changed).detail.health).to.equal('paused');
    await shows(element, 'Changes wait on both sides.');
    button(element, 'Resume').click();
    await shows(element, 'Up to date');
    const patches = service.asked.filter(({ method }) => method === 'PATCH');
    expect(patches.map(({ path, body }) => [path, body])).to.deep.equal([
      ['/crm/connections/c1', { paused: true }],
      ['/crm/connections/c1', { paused: false }],
    ]);
  });

  it('asks in place before it stops a copy, by keyboard, and goes on with what is left', async () => {
    const element = await mount([makeStatus({ health: 'running', current_run: makeCopy(31_480) })]);
    await shows(element, 'Stop the copy');
    service.answer = (asked) => {
      if (isStatus(asked)) return statusPage();
      if (asked.path === '/crm/sync/start') return json({ run_id: 'run-2', already_running: false }, 202);
      if (asked.path !== '/crm/sync/runs/run-1/cancel') return undefined;
      now = [makeStatus({ last_run: makeStopped(31_480), stopped_copy: makeStopped(31_480) })];
      return json(makeStopped(31_480));
    };
    button(element, 'Stop the copy').focus();
    await sendKeys({ press: 'Enter' });
    await shows(element, 'Stop the copy? What is copied stays. You can go on later.');
    await focusIsOn(element, 'Stop');
    await isAccessible(element);
    await sendKeys({ press: 'Escape' });
    await focusIsOn(element, 'Stop the copy');
    expect(service.asked.some(({ method }) => method === 'POST')).to.equal(false);
    await sendKeys({ press: 'Enter' });
    await focusIsOn(element, 'Stop');
    const finished = oneEvent(element, 'crm-sync-finished');
    await sendKeys({ press: 'Enter' });
    expect((await finished).detail.run.state).to.equal('cancelled');
    await shows(element, 'Copy stopped');
    await waitUntil(() => root(element).activeElement?.classList.contains('title'));
    button(element, 'Go on').click();
    await waitUntil(() => service.asked.some(({ path }) => path === '/crm/sync/start'));
    expect(service.asked.findLast(({ method }) => method === 'POST')!.body).to.deep.equal({
      ...{ provider: 'hubspot', mode: 'pull', backfill: true },
      objects: ['contact', 'deal'],
    });
  });

  it('asks in Italian too, where the page is in it', async () => {
    const element = await mount([makeStatus({ health: 'running', current_run: makeCopy(31_480) })]);
    page.lang = 'it';
    await shows(element, 'Ferma la copia');
    button(element, 'Ferma la copia').click();
    await shows(element, 'Fermare la copia? Quello che è copiato resta. Puoi continuare più tardi.');
    page.lang = 'en';
    await shows(element, 'Stop the copy? What is copied stays.');
  });

  it('offers nothing to resume or start under the operator’s switch', async () => {
    const element = await mount([makeStatus({ health: 'paused', switched_off: true })]);
    await shows(element, 'it goes on by itself');
    expect(labels(element)).to.deep.equal(['Activity']);
  });

  it('says why a press did nothing', async () => {
    const element = await mount([makeStatus()]);
    await shows(element, 'Up to date');
    service.answer = (asked) => {
      if (isStatus(asked)) return statusPage();
      return asked.method === 'POST' ? problem('connection_paused', 'HubSpot was paused.') : undefined;
    };
    button(element, 'Sync HubSpot now').click();
    await shows(element, 'That did not work: HubSpot was paused.');
    await isAccessible(element);
  });

  it('asks the page to reconnect, and to show the match to blame', async () => {
    const reauth = { ...STATES['needs_reauth']!.status, connection_id: 'c2' };
    const element = await mount([STATES['error']!.status, reauth]);
    await shows(element, 'Fix the match');
    const match = oneEvent(element, 'crm-mapping-requested');
    button(element, 'Fix the match').click();
    expect((await match).detail).to.deep.equal({ provider: 'hubspot', object: 'contact' });
    const connect = oneEvent(element, 'crm-connect-requested');
    button(element, 'Reconnect').click();
    expect((await connect).detail).to.deep.equal({ provider: 'hubspot' });
  });

  it('reads again at once when a connection was made, changed or removed anywhere on the page', async () => {
    const element = await mount([]);
    await shows(element, 'No CRM connected');
    now = [makeStatus()];
    document.dispatchEvent(new CustomEvent('crm-connection-created'));
    await shows(element, 'Up to date');
    now = [];
    document.dispatchEvent(new CustomEvent('crm-connection-removed'));
    await shows(element, 'No CRM connected');
  });

  it('looks every second while a run is under way, and no more once it is out of the page', async () => {
    slowDown = runClockFaster(5);
    const element = await mount([makeStatus({ health: 'running', current_run: makeRun() })]);
    await shows(element, 'Checking HubSpot');
    await looks(2);
    const other = page.appendChild(document.createElement('crm-sync-status'));
    other.serviceUrl = 'http://service.example/other';
    other.token = 'et_1';
    await shows(other, 'Checking HubSpot');
    element.remove();
    const left = reads();
    // The one that stayed has looked again: the other would have, too.
    await looks(2, '/other/crm/sync/status');
    expect(reads()).to.equal(left);
  });

  it('offers nothing that the key may not do', async () => {
    service.restore();
    service = fakeService((asked) => (isStatus(asked) ? statusPage() : undefined), ['view']);
    const element = await mount([makeStatus({ health: 'never_run' })]);
    await shows(element, 'Nothing copied yet');
    await waitUntil(() => labels(element).join() === 'Activity');
  });

  it('shows the health lines alone when compact', async () => {
    const other = makeStatus({ connection_id: 'c2', provider: 'odoo', provider_label: 'Odoo' });
    const element = await mount([makeStatus({ health: 'late' }), other], 'compact');
    await shows(element, 'HubSpot: Later than planned');
    await shows(element, 'Odoo: Up to date');
    expect(root(element).querySelector('table, button')).to.equal(null);
    await isAccessible(element);
  });
});
