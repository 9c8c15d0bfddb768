import { expect, fixture, fixtureCleanup, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { SyncLog, SyncRun, SyncStatus } from '../../../shared/run.js';
import '../../../widget/crm-sync-status/define.js';
import type { CrmSyncStatus } from '../../../widget/crm-sync-status/crm-sync-status.js';
import { type FakeService, fakeService, json, problem } from '../crm-push-button/fake-service.js';
import { waitUntil } from '../support/wait-until.js';
import { isAccessibleInBothSchemes } from './accessible.js';
import { makeProgress, makeRun, makeStatus, minutes } from './statuses.js';

let service: FakeService;
let now: SyncStatus;
let lines: SyncLog[];
let runs: SyncRun[];
let page: HTMLElement;
let element: CrmSyncStatus;

const line = (id: string, over: Partial<SyncLog>): SyncLog => ({
  ...{ id, at: minutes(-3), provider: 'hubspot', connection_id: 'c1', run_id: null, level: 'info' },
  ...{ code: 'x', message: 'Something.', object: null, remote_id: null, details: {}, ...over },
});
const ended = (id: string): SyncRun =>
  makeRun({
    ...{ id, kind: 'backfill', state: 'succeeded', requested_by: 'Marta Rinaldi', finished_at: minutes(-1) },
    objects: [makeProgress('contact', { state: 'done', done: 2140, created: 12, updated: 3, failed: 1 })],
  });

const answer: FakeService['answer'] = ({ path, query }) => {
  if (path === '/crm/sync/status') return json({ data: [now], next_cursor: null });
  if (path === '/crm/sync/logs') {
    const { min_level: least, run_id: run } = query;
    const data = lines.filter(
      (one) => (least !== 'warn' || one.level !== 'info') && (run === undefined || one.run_id === run),
    );
    return json({ data, next_cursor: null });
  }
  const run = runs.find(({ id }) => path === `/crm/sync/runs/${id}`);
  if (run) return json(run);
  return path.startsWith('/crm/sync/runs/') ? problem('run_not_found', 'There is no such run.') : undefined;
};

async function mount(): Promise<void> {
  runs = [ended('run-7')];
  lines = [
    line('3', {
      level: 'error',
      code: 'crm_rejected',
      message: 'Call 41 was not sent: HubSpot does not take it.',
    }),
    line('2', {
      run_id: 'run-7',
      code: 'run_finished',
      details: { kind: 'backfill', seen: 2140, changed: 15 },
    }),
    line('1', {
      ...{ run_id: 'run-7', level: 'warn', object: 'contact', remote_id: '9001' },
      message: 'Phone: “12” is no phone number.',
    }),
  ];
  now = makeStatus({ last_run: runs[0]! });
  service = fakeService(answer, ['view']);
  page = await fixture(html`<div lang="en">
    <crm-sync-status service-url="http://service.example" token="et_1"></crm-sync-status>
  </div>`);
  element = page.querySelector('crm-sync-status')!;
  await shows('Up to date');
}

const root = () => element.shadowRoot!;
const words = () => root().textContent!.replace(/\s+/g, ' ').trim();
const shows = (text: string) =>
  waitUntil(
    () => words().includes(text),
    () => `"${text}" in "${words()}"`,
  );
const button = (label: string) =>
  [...root().querySelectorAll('button')].find((one) => one.textContent!.trim().includes(label))!;

const isAccessible = () => isAccessibleInBothSchemes(element);

describe('<crm-sync-status> with its activity', () => {
  afterEach(() => {
    fixtureCleanup();
    service.restore();
    document.documentElement.style.colorScheme = '';
  });

  it('lists what happened to whoever may look, and only the problems on request, by keyboard', async () => {
    await mount();
    button('Activity').focus();
    await sendKeys({ press: 'Enter' });
    await shows('History copied: 2,140 seen, 15 new or changed.');
    await shows('Error: Call 41 was not sent');
    await shows('Phone: “12” is no phone number.contact 9001');
    await isAccessible();
    button('Problems').click();
    await waitUntil(() => !words().includes('History copied'));
    expect(button('Problems').getAttribute('aria-pressed')).to.equal('true');
    await shows('Call 41');
  });

  it('opens the run of a line, with its figures and what was wrong with single records', async () => {
    await mount();
    button('Activity').click();
    await shows('History copied');
    button('History copied').focus();
    await sendKeys({ press: 'Enter' });
    await shows('Asked for by Marta Rinaldi. It took 4 min.');
    await shows('Contacts: 2,140 seen, 12 new, 3 changed, 1 with a problem.');
    await shows('run run-7');
    expect(root().querySelector('.run .inner')!.textContent).to.include('Phone');
    await isAccessible();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => root().querySelector('.run') === null);
  });

  it('says so when the run is no longer kept', async () => {
    await mount();
    runs = [];
    button('Activity').click();
    await shows('History copied');
    button('History copied').click();
    await shows('Its figures are no longer kept.');
  });

  it('reads again once another run has ended', async () => {
    await mount();
    button('Activity').click();
    await shows('History copied');
    lines = [line('9', { message: 'Deleted 1 contact.' })];
    now = makeStatus({ last_run: ended('run-8') });
    await element.refresh();
    await shows('Deleted 1 contact.');
  });

  it('speaks Italian, and fits 320 px from right to left', async () => {
    await mount();
    button('Activity').click();
    await shows('History copied');
    button('History copied').click();
    await shows('run run-7');
    page.lang = 'it';
    await shows('Copia dello storico: 2.140 schede lette, 15 nuove o modificate.');
    await shows('Avviata da Marta Rinaldi.');
    page.style.width = '320px';
    page.dir = 'rtl';
    expect(page.scrollWidth).to.be.at.most(320);
  });
});
