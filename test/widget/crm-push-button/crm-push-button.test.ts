import { expect, fixture, fixtureCleanup, html, oneEvent } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { PushReceipt } from '../../../shared/push.js';
import '../../../widget/crm-push-button/define.js';
import '../../../widget/crm-workspace/define.js';
import { CrmClient } from '../../../widget/api/client.js';
import type { CrmPushButton } from '../../../widget/crm-push-button/crm-push-button.js';
import { readReceipt } from '../../../widget/crm-push-button/parts/receipts.js';
import { passesAxe } from '../support/axe.js';
import { runClockFaster } from '../support/fast-clock.js';
import { waitUntil } from '../support/wait-until.js';
import {
  type Asked,
  type FakeService,
  fakeService,
  json,
  makeReceipt,
  problem,
  receipts,
} from './fake-service.js';

const SERVICE = 'http://service.example';
let service: FakeService;
let lastPage: HTMLElement;
let slowDown = () => {};

const isGet = ({ path }: Asked) => path === '/crm/pushes';
const isPost = ({ method }: Asked) => method === 'POST';
const never = () => new Promise<Response>(() => undefined);

async function mount(lang = 'en', extra = html``): Promise<CrmPushButton> {
  lastPage = await fixture(html`<div lang=${lang}>
    <crm-push-button call-id="call-1" service-url=${SERVICE} token="et_1"></crm-push-button>${extra}
  </div>`);
  return lastPage.querySelector('crm-push-button')!;
}

const root = (element: Element) => element.shadowRoot!;
const main = (element: Element) => root(element).querySelector<HTMLElement>('[data-main]');
const words = (element: Element) => root(element).textContent!.replace(/\s+/g, ' ').trim();
const shows = (element: Element, text: string) =>
  waitUntil(
    () => words(element).includes(text),
    () => `"${text}" in "${words(element)}"`,
  );

/** Shows one receipt as found on load. */
async function mountReceipt(receipt: PushReceipt, lang = 'en'): Promise<CrmPushButton> {
  service = fakeService((asked) => (isGet(asked) ? receipts(receipt) : undefined));
  const element = await mount(lang);
  await waitUntil(() => main(element));
  return element;
}

afterEach(() => {
  fixtureCleanup();
  slowDown();
  service.restore();
  document.documentElement.style.colorScheme = '';
});

const at = '2020-11-21T09:12:00Z';
const refusal = { code: 'crm_rejected', message: 'Refused.', vendor_code: null };
const STATES: Record<string, { receipt: PushReceipt; en: string; it: string }> = {
  queued: {
    receipt: makeReceipt('queued', { attempts: 0 }),
    en: 'In the queue Goes out within',
    it: 'In coda Parte',
  },
  waiting_for_quota: {
    receipt: makeReceipt('waiting_for_quota', { next_try_at: at }),
    ...{ en: 'HubSpot asks us to slow down.', it: 'HubSpot chiede di rallentare.' },
  },
  sending: { receipt: makeReceipt('sending'), en: 'Sending A second', it: 'Invio in corso Un paio' },
  checking: { receipt: makeReceipt('checking'), en: 'Checking HubSpot', it: 'Verifica in HubSpot' },
  sent: { receipt: makeReceipt('sent'), en: 'With Giulia Ferri,', it: 'Su Giulia Ferri,' },
  already_there: {
    receipt: makeReceipt('already_there', { sent_at: at }),
    ...{ en: 'Sent on 21 Nov 2020. Nothing added twice.', it: 'Inviata il 21 nov 2020. Nessun doppione.' },
  },
  failed: {
    receipt: makeReceipt('failed', { error: { ...refusal, field: 'outcome', value: 'Wrong number' } }),
    en: 'Not accepted Call result: HubSpot has no “Wrong number”. Match it',
    it: 'Non accettata Esito: HubSpot non ha “Wrong number”. Abbina',
  },
  dead: {
    receipt: makeReceipt('dead', {
      ...{ attempts: 5, first_tried_at: at },
      error: { ...refusal, code: 'crm_unreachable', field: null, value: null },
    }),
    ...{
      en: 'Not sent HubSpot did not answer 5 times since',
      it: 'Non inviata HubSpot non risponde: 5 tentativi',
    },
  },
};

describe('<crm-push-button>', () => {
  for (const [name, { receipt, en, it: italian }] of Object.entries(STATES)) {
    it(`says "${name}" in both languages and passes the accessibility check in light and dark`, async () => {
      const element = await mountReceipt(receipt);
      await shows(element, en);
      for (const scheme of ['light', 'dark']) {
        document.documentElement.style.colorScheme = scheme;
        lastPage.style.background = scheme === 'dark' ? '#16181c' : '#fff';
        await passesAxe(element, scheme === 'light' ? 'all' : 'colours');
      }
      lastPage.lang = 'it';
      await shows(element, italian);
    });
  }

  it('offers to send a call that was never pushed', async () => {
    service = fakeService(() => undefined);
    const element = await mount();
    await shows(element, 'Send to HubSpot');
    await shows(element, 'Not sent yet');
    await passesAxe(element);
    lastPage.lang = 'it';
    await shows(element, 'Invia a HubSpot');
  });

  it('asks for a connection where there is none, and offers to send once one was made', async () => {
    let connections: unknown[] = [];
    service = fakeService(({ path }) =>
      path === '/crm/connections' ? json({ data: connections, next_cursor: null }) : undefined,
    );
    const element = await mount();
    await shows(element, 'Connect a CRM');
    const wish = oneEvent(element, 'crm-connect-requested');
    main(element)!.click();
    await wish;
    connections = [{ id: 'c1', provider: 'hubspot', status: 'active' }];
    document.dispatchEvent(new CustomEvent('crm-connection-created'));
    await shows(element, 'Send to HubSpot');
  });

  it('names the CRM of a receipt also after it was disconnected', async () => {
    service = fakeService((asked) => {
      if (asked.path === '/crm/connections') return json({ data: [], next_cursor: null });
      return isGet(asked) ? receipts(makeReceipt('sent')) : undefined;
    });
    await shows(await mount(), 'In HubSpot');
  });

  it('keeps the height of its row while the note beside it changes', async () => {
    let state: 'queued' | 'sent' | null = null;
    service = fakeService((asked) => {
      if (isPost(asked)) state = 'queued';
      const found = state ? [makeReceipt(state, { attempts: 0 })] : [];
      if (isPost(asked)) return json(found[0], 202);
      return isGet(asked) ? receipts(...found) : undefined;
    });
    const element = await mount();
    element.layout = 'inline';
    lastPage.style.width = '300px';
    await shows(element, 'Send to HubSpot');
    const heights = [element.offsetHeight];
    main(element)!.click();
    await shows(element, 'You can leave this page.');
    heights.push(element.offsetHeight);
    state = 'sent';
    await shows(element, 'With Giulia Ferri');
    heights.push(element.offsetHeight);
    expect(new Set(heights).size, heights.join()).to.equal(1);
  });

  it('is status text, not a button, for a key that may not push', async () => {
    service = fakeService(() => undefined, ['view']);
    const element = await mount();
    await shows(element, 'You can look but not send.');
    expect(root(element).querySelector('button')).to.equal(null);
  });

  it('sends once by keyboard, follows the push until it is settled and keeps the focus', async () => {
    const steps = [makeReceipt('sending'), makeReceipt('sent')];
    let posted = false;
    service = fakeService((asked) => {
      if (isPost(asked)) {
        posted = true;
        return json(makeReceipt('queued', { attempts: 0 }), 202);
      }
      return posted && isGet(asked) ? receipts(steps.length > 1 ? steps.shift()! : steps[0]!) : undefined;
    });
    const element = await mount();
    await shows(element, 'Send to HubSpot');
    const changes: string[] = [];
    element.addEventListener('crm-push-changed', (event) => changes.push(event.detail.receipt.state));
    const sent = oneEvent(element, 'crm-push-sent');
    main(element)!.focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: 'Space' });
    const receipt = (await sent).detail.receipt;
    await element.updateComplete;
    expect(receipt.state).to.equal('sent');
    expect(changes).to.deep.equal(['queued', 'sending', 'sent']);
    const posts = service.asked.filter(isPost);
    expect(posts.length).to.equal(1);
    expect(posts[0]!.idempotencyKey).to.match(/^[0-9a-f]{32}$/);
    expect(posts[0]!.body).to.deep.equal({});
    expect(root(element).activeElement).to.equal(main(element));
    expect(main(element)).to.be.instanceOf(HTMLAnchorElement);
    expect(main(element)!.getAttribute('href')).to.equal(receipt.remote_url);
    expect(main(element)!.getAttribute('target')).to.equal('_blank');
    expect(main(element)!.getAttribute('rel')).to.equal('noopener');
  });

  it('is status text with the focus while it works', async () => {
    service = fakeService((asked) => (isPost(asked) ? never() : undefined));
    const element = await mount();
    await shows(element, 'Send to HubSpot');
    main(element)!.focus();
    main(element)!.click();
    await shows(element, 'Sending');
    const status = root(element).querySelector('[role=status]')!;
    expect(status.contains(main(element))).to.equal(true);
    expect(status.getAttribute('aria-live')).to.equal('polite');
    expect(root(element).activeElement).to.equal(main(element));
    expect(root(element).querySelector('button')).to.equal(null);
  });

  it('sends the call the page gave, and names the provider the page named', async () => {
    service = fakeService((asked) => (isPost(asked) ? json(makeReceipt('sent'), 202) : undefined));
    const element = await mount();
    element.call = {
      call: { occurred_at: at, outcome: 'Interested' },
      contact: { email: 'g@prato.example' },
    };
    element.provider = 'hubspot';
    const receipt = await element.push();
    expect(receipt.state).to.equal('sent');
    const body = { ...element.call, provider: 'hubspot' };
    expect(service.asked.find(isPost)!.body).to.deep.equal(body);
  });

  it('repeats a press that got no answer under the same key, and says so when none comes', async () => {
    slowDown = runClockFaster(5);
    let isDown = true;
    service = fakeService((asked) => {
      if (!isPost(asked)) return undefined;
      if (isDown) throw new TypeError('Failed to fetch');
      return json(makeReceipt('sent'), 202);
    });
    const element = await mount();
    await shows(element, 'Send to HubSpot');
    main(element)!.click();
    await shows(element, 'Our service does not answer.');
    isDown = false;
    root(element).querySelector<HTMLElement>('.link')!.click();
    await shows(element, 'In HubSpot');
    const keys = service.asked.filter(isPost).map(({ idempotencyKey }) => idempotencyKey);
    expect(keys.length).to.equal(4);
    expect(new Set(keys).size).to.equal(1);
  });

  it('leaves the answer to one call out of the receipt of the next, when a table reuses the element', async () => {
    let answer: (response: Response) => void = () => undefined;
    const slow = new Promise<Response>((resolve) => {
      answer = resolve;
    });
    service = fakeService((asked) => (isPost(asked) ? slow : undefined));
    const element = await mount();
    await shows(element, 'Send to HubSpot');
    const pushed = element.push();
    await shows(element, 'Sending');
    element.callId = 'call-2';
    await shows(element, 'Send to HubSpot');
    answer(json(makeReceipt('sent'), 202));
    expect((await pushed).call_id).to.equal('call-1');
    await element.updateComplete;
    expect(element.receipt).to.equal(null);
    expect(words(element)).to.contain('Send to HubSpot');
  });

  it('shows why the service does not take a call, in its own words', async () => {
    service = fakeService((asked) =>
      isPost(asked) ? problem('contact_required', 'Say who the call was with: an e-mail.') : undefined,
    );
    const element = await mount();
    await shows(element, 'Send to HubSpot');
    const failed = oneEvent(element, 'crm-push-failed');
    main(element)!.click();
    expect((await failed).detail.problem?.code).to.equal('contact_required');
    await shows(element, 'Not accepted Say who the call was with: an e-mail.');
    await passesAxe(element);
  });

  it('asks for a match of the refused field', async () => {
    const element = await mountReceipt(STATES['failed']!.receipt);
    await shows(element, 'Match it');
    const wish = oneEvent(element, 'crm-mapping-requested');
    root(element).querySelector<HTMLElement>('.link')!.click();
    const wanted = { provider: 'hubspot', object: 'activity', field: 'outcome' };
    expect((await wish).detail).to.deep.equal(wanted);
  });

  it('sends again what was given up, under a new key', async () => {
    const element = await mountReceipt(STATES['dead']!.receipt);
    await shows(element, 'Try again');
    service.answer = (asked) => (isPost(asked) ? json(makeReceipt('already_there'), 202) : undefined);
    root(element).querySelector<HTMLElement>('.link')!.click();
    await shows(element, 'Already in HubSpot');
    expect(service.asked.filter(isPost).length).to.equal(1);
  });

  it('never links to what is not a web page', async () => {
    const element = await mountReceipt(makeReceipt('sent', { remote_url: 'javascript:alert(1)' }));
    await shows(element, 'In HubSpot');
    expect(root(element).querySelector('a')).to.equal(null);
  });

  it('keeps its place until the state is known, and asks again when there was no answer', async () => {
    let isDown = true;
    service = fakeService((asked) => {
      if (isDown && isGet(asked)) throw new TypeError('Failed to fetch');
      return undefined;
    });
    const element = await mount();
    const height = element.getBoundingClientRect().height;
    await shows(element, 'Our service does not answer.');
    isDown = false;
    root(element).querySelector<HTMLElement>('.link')!.click();
    await shows(element, 'Send to HubSpot');
    expect(element.getBoundingClientRect().height).to.equal(height);
  });

  it('asks at once for all buttons near the visible part, and for no other', async () => {
    service = fakeService(() => undefined);
    const page = await fixture(html`<crm-workspace service-url=${SERVICE} token="et_1">
      ${Array.from({ length: 50 }, (_, n) => {
        return html`<p class="tall"><crm-push-button call-id=${`call-${n}`}></crm-push-button></p>`;
      })}
      <style>
        .tall {
          height: 300px;
        }
      </style>
    </crm-workspace>`);
    const first = page.querySelector('crm-push-button')!;
    await shows(first, 'Send to HubSpot');
    const count = (path: string) => service.asked.filter((one) => one.path === path).length;
    const askedFor = () => service.asked.filter(isGet).map(({ calls }) => calls);
    expect(count('/crm/connections')).to.equal(1);
    expect(count('/crm/providers')).to.equal(1);
    expect(count('/crm/session')).to.equal(1);
    expect(askedFor().length).to.equal(1);
    expect(askedFor()[0]).to.include.members(['call-0', 'call-1']).and.not.include('call-49');
    const last = [...page.querySelectorAll('crm-push-button')].at(-1)!;
    last.scrollIntoView();
    await shows(last, 'Send to HubSpot');
    expect(askedFor().length).to.equal(2);
    expect(askedFor()[1]).to.include('call-49').and.not.include('call-25');
    expect(count('/crm/connections')).to.equal(1);
  });

  it('follows several pushes under way with one request at a time', async () => {
    const calls = ['call-1', 'call-2', 'call-3'];
    let looks = 0;
    service = fakeService((asked) => {
      if (!isGet(asked)) return undefined;
      const state = looks++ < 2 ? 'sending' : 'sent';
      return receipts(...asked.calls.map((call_id) => makeReceipt(state, { call_id })));
    });
    const page = await fixture(html`<crm-workspace service-url=${SERVICE} token="et_1">
      ${calls.map((id) => html`<crm-push-button call-id=${id}></crm-push-button>`)}
    </crm-workspace>`);
    for (const button of page.querySelectorAll('crm-push-button')) await shows(button, 'In HubSpot');
    const asked = service.asked.filter(isGet).map((one) => one.calls.toSorted());
    expect(asked).to.deep.equal([calls, calls, calls]);
  });

  it('asks alone for a call whose id cannot stand in a list', async () => {
    service = fakeService(() => undefined);
    const page = await fixture(html`<crm-workspace service-url=${SERVICE} token="et_1">
      <crm-push-button call-id="a,b"></crm-push-button><crm-push-button call-id="c"></crm-push-button>
    </crm-workspace>`);
    for (const button of page.querySelectorAll('crm-push-button')) await shows(button, 'Send to HubSpot');
    const asked = service.asked.filter(({ calls }) => calls.length > 0).map(({ path }) => path);
    expect(asked).to.have.members(['/crm/calls/a%2Cb/push', '/crm/pushes']);
  });

  it('divides the calls of a long table among requests of a hundred', async () => {
    service = fakeService(() => undefined);
    const client = new CrmClient({ serviceUrl: SERVICE, token: 'et_1', tokenProvider: null });
    await Promise.all(Array.from({ length: 250 }, (_, n) => readReceipt(client, `call-${n}`, '')));
    expect(service.asked.map(({ calls }) => calls.length)).to.deep.equal([100, 100, 50]);
  });

  it('fits 320 px from right to left, with the note beside the button or below', async () => {
    service = fakeService((asked) => (isGet(asked) ? receipts(STATES['dead']!.receipt) : undefined));
    const page = await fixture<HTMLElement>(html`<div dir="rtl" lang="it">
      <crm-push-button call-id="call-1" service-url=${SERVICE} token="et_1" layout="inline"></crm-push-button>
    </div>`);
    page.style.width = '320px';
    const element = page.querySelector('crm-push-button')!;
    await shows(element, 'Non inviata');
    expect(page.scrollWidth).to.be.at.most(320);
  });
});
