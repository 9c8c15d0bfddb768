import { expect, fixture, fixtureCleanup, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { Permission } from '../../../shared/keys.js';
import type { CrmRecord } from '../../../shared/records.js';
import type { SyncStatus } from '../../../shared/run.js';
import '../../../widget/crm-sync-status/define.js';
import type { CrmSyncStatus } from '../../../widget/crm-sync-status/crm-sync-status.js';
import { type FakeService, fakeService, json, problem } from '../crm-push-button/fake-service.js';
import { waitUntil } from '../support/wait-until.js';
import { isAccessibleInBothSchemes } from './accessible.js';
import { makeHeld, makeStatus } from './statuses.js';

const RECORDS = '/crm/held-deletions/h1/records';
const DECIDE = '/crm/held-deletions/h1/decide';

let service: FakeService;
let now: SyncStatus;
let page: HTMLElement;
let element: CrmSyncStatus;

const held = (count = 212) => makeStatus({ held_deletions: count > 0 ? [makeHeld({ count })] : [] });

function contact(index: number): CrmRecord {
  return {
    ...{
      object: 'contact',
      local_id: `l${index}`,
      remote_id: `${index}`,
      provider: 'hubspot',
      connection_id: 'c1',
    },
    fields: { first_name: 'Anna', last_name: `Conti ${index}`, email: `anna${index}@conti.example` },
    ...{ custom: {}, remote_url: `https://crm.example/${index}`, deleted: false, merged_into: null },
    ...{ remote_updated_at: null, updated_at: new Date().toISOString() },
  };
}

/** Answers the status and two pages of records; tests replace what they are about. */
const answer: FakeService['answer'] = ({ path }) => {
  if (path === '/crm/sync/status') return json({ data: [now], next_cursor: null });
  const isSecond = service.asked.filter((one) => one.path === RECORDS).length > 1;
  const first = isSecond ? 50 : 0;
  const data = Array.from({ length: isSecond ? 2 : 50 }, (_, index) => contact(first + index));
  return path === RECORDS ? json({ data, next_cursor: isSecond ? null : 'c2' }) : undefined;
};
const answerWith = (own: FakeService['answer']) => {
  service.answer = (asked) => own(asked) ?? answer(asked);
};

async function mount(status: SyncStatus, permissions?: Permission[]): Promise<void> {
  now = status;
  service = fakeService(answer, permissions);
  page = await fixture(html`<div lang="en">
    <crm-sync-status service-url="http://service.example" token="et_1"></crm-sync-status>
  </div>`);
  element = page.querySelector('crm-sync-status')!;
  await shows('212 deletions held back');
}

const root = () => element.shadowRoot!;
const words = () => root().textContent!.replace(/\s+/g, ' ').trim();
const shows = (text: string) =>
  waitUntil(
    () => words().includes(text),
    () => `"${text}" in "${words()}"`,
  );
const button = (label: string) =>
  [...root().querySelectorAll('button')].find((one) => one.textContent!.trim() === label)!;
const focusIsOn = (of: () => Element | null, name: string) =>
  waitUntil(() => root().activeElement !== null && root().activeElement === of(), `focus on ${name}`);
const decisions = () => service.asked.filter(({ path }) => path === DECIDE).map(({ body }) => body);

const isAccessible = () => isAccessibleInBothSchemes(element);

describe('<crm-sync-status> with deletions held back', () => {
  afterEach(() => {
    fixtureCleanup();
    service.restore();
    document.documentElement.style.colorScheme = '';
  });

  it('lists the held records with their pages in the CRM, page by page, and hides them again', async () => {
    await mount(held());
    button('Look at the 212').focus();
    await sendKeys({ press: 'Enter' });
    await shows('Anna Conti 0');
    await shows('anna49@conti.example');
    expect(root().activeElement).to.equal(button('Hide the list'));
    const link = root().querySelector<HTMLAnchorElement>('.list a')!;
    expect([link.href, link.target, link.rel]).to.deep.equal(['https://crm.example/0', '_blank', 'noopener']);
    await isAccessible();
    button('Show more').click();
    await shows('Anna Conti 51');
    expect(button('Show more')).to.equal(undefined);
    page.lang = 'it';
    await shows('Nascondi l’elenco');
    page.style.width = '320px';
    expect(page.scrollWidth).to.be.at.most(320);
    button('Nascondi l’elenco').click();
    await waitUntil(() => root().querySelector('.list') === null);
  });

  it('shows that the list is coming, that it is empty, and that it could not be read', async () => {
    await mount(held());
    let arrives: (response: Response) => void = () => {};
    const coming = new Promise<Response>((resolve) => {
      arrives = resolve;
    });
    answerWith(({ path }) => (path === RECORDS ? coming : undefined));
    button('Look at the 212').click();
    await shows('Loading the list');
    await isAccessible();
    answerWith(({ path }) => (path === RECORDS ? json({ data: [], next_cursor: null }) : undefined));
    arrives(problem('internal', 'Something went wrong.'));
    await shows('The list cannot be shown right now.');
    await isAccessible();
    button('Try again').click();
    await shows('Nothing is held any more.');
  });

  it('deletes only after the number was typed, by keyboard', async () => {
    await mount(held());
    answerWith(({ path }) => {
      if (path !== DECIDE) return undefined;
      now = held(0);
      return json(makeHeld({ state: 'approved' }));
    });
    button('Delete all').focus();
    await sendKeys({ press: 'Enter' });
    await shows('Delete 212 contacts from Linea? This cannot be undone.');
    const input = () => root().querySelector('input');
    await focusIsOn(input, 'the number');
    await sendKeys({ press: 'Escape' });
    await focusIsOn(() => button('Delete all'), 'Delete all');
    await sendKeys({ press: 'Enter' });
    await focusIsOn(input, 'the number');
    await sendKeys({ type: '211' });
    await sendKeys({ press: 'Enter' });
    await shows('Type the number 212.');
    expect(input()!.getAttribute('aria-invalid')).to.equal('true');
    expect(root().activeElement).to.equal(input());
    await isAccessible();
    expect(decisions()).to.deep.equal([]);
    await sendKeys({ press: 'Backspace' });
    await sendKeys({ type: '2' });
    await sendKeys({ press: 'Enter' });
    await shows('Up to date');
    await shows('212 contacts are being deleted from Linea.');
    expect(decisions()).to.deep.equal([{ decision: 'delete', count: 212 }]);
    await focusIsOn(() => root().querySelector('.title'), 'the title');
    await isAccessible();
  });

  it('keeps them with one press', async () => {
    await mount(held());
    answerWith(({ path }) => {
      if (path !== DECIDE) return undefined;
      now = held(0);
      return json(makeHeld({ state: 'dismissed' }));
    });
    button('Keep all').click();
    await shows('212 contacts stay in Linea.');
    expect(decisions()).to.deep.equal([{ decision: 'keep', count: 212 }]);
  });

  it('says that it changed meanwhile, and asks anew with the new number', async () => {
    await mount(held());
    button('Look at the 212').click();
    await shows('Anna Conti 0');
    answerWith(({ path }) => {
      if (path !== DECIDE) return undefined;
      now = held(230);
      return problem('held_deletion_changed', '230 are held by now.');
    });
    button('Keep all').click();
    await shows('It changed meanwhile: another number is held now. Look again, then decide.');
    await shows('230 deletions held back');
    const reads = () => service.asked.filter(({ path }) => path === RECORDS).length;
    await waitUntil(() => reads() === 2, 'the list is read again');
    await isAccessible();
    answerWith(({ path }) => {
      if (path !== DECIDE) return undefined;
      now = held(0);
      return problem('held_deletion_decided', 'It was decided otherwise already.');
    });
    button('Keep all').click();
    await shows('Somebody has decided it meanwhile.');
    await shows('Up to date');
  });

  it('drops a page that comes after the list was read anew', async () => {
    await mount(held());
    let arrives: (response: Response) => void = () => {};
    const late = new Promise<Response>((resolve) => {
      arrives = resolve;
    });
    answerWith(({ path }) => (path === RECORDS ? late : undefined));
    button('Look at the 212').click();
    await shows('Loading the list');
    answerWith(({ path }) =>
      path === RECORDS ? json({ data: [contact(1)], next_cursor: null }) : undefined,
    );
    now = held(213);
    await element.refresh();
    await shows('Anna Conti 1');
    arrives(json({ data: [contact(2)], next_cursor: null }));
    await late;
    await element.refresh();
    expect(words()).not.to.include('Anna Conti 2');
  });

  it('lets who may not decide look, and says whom to ask', async () => {
    await mount(held(), ['view']);
    await shows('You can look but not decide. Ask whoever manages the sync.');
    const labels = () => [...root().querySelectorAll('button')].map((one) => one.textContent!.trim());
    await waitUntil(() => labels().join() === 'Look at the 212,Activity');
    await isAccessible();
  });

  it('asks for each object by itself when several are held', async () => {
    await mount(
      makeStatus({
        held_deletions: [makeHeld(), makeHeld({ id: 'h2', object: 'company', count: 30, live: 318 })],
      }),
    );
    await shows('30 of 318 companies were deleted in HubSpot at');
    const all = [...root().querySelectorAll('button')].filter(
      (one) => one.textContent!.trim() === 'Delete all',
    );
    all[1]!.click();
    await shows('Delete 30 companies from Linea?');
    expect(root().querySelectorAll('form').length).to.equal(1);
    await isAccessible();
  });
});
