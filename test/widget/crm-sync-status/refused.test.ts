import { expect, fixture, fixtureCleanup, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Permission } from '../../../shared/keys.js';
import type { FailedPush, PushError } from '../../../shared/push.js';
import type { SyncStatus } from '../../../shared/run.js';
import '../../../widget/crm-sync-status/define.js';
import type { CrmSyncStatus } from '../../../widget/crm-sync-status/crm-sync-status.js';
import {
  type FakeService,
  fakeService,
  json,
  makeReceipt,
  problem,
} from '../crm-push-button/fake-service.js';
import { waitUntil } from '../support/wait-until.js';
import { isAccessibleInBothSchemes } from './accessible.js';
import { makePushes, makeStatus } from './statuses.js';

const LIST = '/crm/dead-letters';
let service: FakeService;
let now: SyncStatus;
let failed: FailedPush[];
let page: HTMLElement;
let element: CrmSyncStatus;

const error = (over: Partial<PushError>): PushError => ({
  ...{ code: 'crm_rejected', message: 'HubSpot refuses deals without a deal stage.', field: null },
  ...{ value: null, vendor_code: 'X', ...over },
});
const push = (id: string, over: Partial<FailedPush>): FailedPush => ({
  ...makeReceipt('failed', { push_id: id, local_id: id, ...over }),
  title: null,
  ...over,
});
const refused = (count: number) =>
  makeStatus({
    pushes: makePushes({
      failed: count,
      failed_by_object: count > 0 ? { activity: 1, deal: count - 1 } : {},
    }),
  });

const answer: FakeService['answer'] = ({ path, method }) => {
  if (path === '/crm/sync/status') return json({ data: [now], next_cursor: null });
  if (path === LIST) return json({ data: failed, next_cursor: null });
  if (method !== 'POST' || !path.startsWith(LIST)) return undefined;
  const one = failed.find(({ push_id }) => path === `${LIST}/${push_id}/retry`);
  const retried = one ? 1 : failed.length;
  failed = one ? failed.filter((each) => each !== one) : [];
  now = refused(failed.length);
  return json(one ?? { retried, superseded: 0, has_more: false }, 202);
};

async function mount(permissions?: Permission[]): Promise<void> {
  failed = [
    push('p1', { title: 'Giulia Ferri', error: error({ field: 'outcome', value: 'Boh' }) }),
    push('deal-7', { object: 'deal', error: error({}) }),
    push('p3', {
      ...{ object: 'deal', title: 'Fornitura', state: 'dead', attempts: 5 },
      error: error({ code: 'crm_unreachable' }),
    }),
  ];
  now = refused(3);
  service = fakeService(answer, permissions);
  page = await fixture(html`<div lang="en">
    <crm-sync-status service-url="http://service.example" token="et_1"></crm-sync-status>
  </div>`);
  element = page.querySelector('crm-sync-status')!;
  await shows('3 changes did not reach HubSpot.');
}

const root = () => element.shadowRoot!;
const words = () => root().textContent!.replace(/\s+/g, ' ').trim();
const shows = (text: string) =>
  waitUntil(
    () => words().includes(text),
    () => `"${text}" in "${words()}"`,
  );
const button = (label: string) =>
  [...root().querySelectorAll('button')].find(
    (one) => one.textContent!.trim() === label || one.ariaLabel === label,
  )!;
const posts = () =>
  service.asked.filter(({ method }) => method === 'POST').map(({ path, body }) => [path, body]);

const isAccessible = () => isAccessibleInBothSchemes(element);

describe('<crm-sync-status> with records that did not reach the CRM', () => {
  afterEach(() => {
    fixtureCleanup();
    service.restore();
    document.documentElement.style.colorScheme = '';
  });

  it('lists them with the field to blame, in both languages', async () => {
    await mount();
    button('See them').focus();
    await sendKeys({ press: 'Enter' });
    await shows('Giulia Ferri call Call result: HubSpot does not take “Boh”.');
    await shows('deal-7 deal HubSpot refuses deals without a deal stage.');
    await shows('Fornitura deal HubSpot did not answer 5 times since');
    await isAccessible();
    page.lang = 'it';
    await shows('Esito: HubSpot non accetta “Boh”.');
    await shows('HubSpot non risponde: 5 tentativi dal');
    page.style.width = '320px';
    page.dir = 'rtl';
    expect(page.scrollWidth).to.be.at.most(320);
    button('Nascondi l’elenco').click();
    await waitUntil(() => root().querySelector('.list') === null);
  });

  it('retries one, by keyboard, and keeps the focus in the list', async () => {
    await mount();
    button('See them').click();
    await shows('Giulia Ferri');
    button('Try again: Giulia Ferri').focus();
    await sendKeys({ press: 'Enter' });
    await shows('2 changes did not reach HubSpot.');
    await shows('It is on its way again.');
    await waitUntil(() => !words().includes('Giulia Ferri'));
    expect(posts()).to.deep.equal([[`${LIST}/p1/retry`, null]]);
    expect(root().activeElement?.classList.contains('list')).to.equal(true);
    await isAccessible();
  });

  it('reads the list again when somebody else was quicker', async () => {
    await mount();
    button('See them').click();
    await shows('Giulia Ferri');
    const usual = service.answer;
    service.answer = (asked) => {
      if (asked.method !== 'POST') return usual(asked);
      failed = failed.slice(1);
      now = refused(2);
      return problem('dead_letter_superseded', 'A newer push was asked for since.');
    };
    button('Try again: Giulia Ferri').click();
    await shows('2 changes did not reach HubSpot.');
    await waitUntil(() => !words().includes('Giulia Ferri'));
  });

  it('retries all of them with one press', async () => {
    await mount();
    button('Retry 3').click();
    await shows('3 are on their way again.');
    expect(words()).not.to.include('did not reach');
    expect(posts()).to.deep.equal([[`${LIST}/retry`, { provider: 'hubspot' }]]);
    await isAccessible();
  });

  it('lets who may not push see them only', async () => {
    await mount(['view']);
    await waitUntil(() => button('Retry 3') === undefined);
    button('See them').click();
    await shows('Giulia Ferri');
    expect(button('Try again: Giulia Ferri')).to.equal(undefined);
  });
});
