import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import type { PutMappingBody } from '../../../shared/routes/mappings.js';
import { waitUntil } from '../support/wait-until.js';
import {
  all,
  beginEach,
  cell,
  choose,
  focused,
  hasFocus,
  mount,
  one,
  passesAxe,
  passesAxeInTheDark,
  press,
  ready,
  select,
  service,
  shows,
  text,
  words,
} from './page.js';
import { connection, crmField, ok, refusal, row, SERVICE } from './service.js';

const SAVE = 'PUT /crm/mappings';

beginEach();

describe('<crm-mapping-editor> in each state', () => {
  const STATES: Record<string, { arrange: () => void; en: string; it: string }> = {
    'no CRM': {
      arrange: () => {
        service.connections = [];
      },
      en: 'Connect a CRM to match fields.',
      it: 'Collega un CRM per abbinare i campi.',
    },
    'access ended': {
      arrange: () => service.on('GET /crm/fields', () => refusal('connection_needs_reauth')),
      en: 'HubSpot ended our access.',
      it: 'HubSpot ha chiuso l’accesso.',
    },
    'no answer': {
      arrange: () => service.on('GET /crm/connections', () => refusal('database_unavailable')),
      en: 'Your fields cannot be shown right now. Next try in',
      it: 'Al momento non possiamo mostrare i tuoi campi. Riproviamo',
    },
    'read only': {
      arrange: () => {
        service.canEdit = false;
      },
      en: 'You can look but not change.',
      it: 'Puoi vedere ma non modificare.',
    },
    problems: {
      arrange: () => {
        const { rows } = service.mapping('contact');
        rows[0]!.crm = null;
        rows[2]!.crm = 'lastname';
        rows[4]!.crm = 'gone';
      },
      en: 'Also used for Last name. Keep one.',
      it: 'Usato anche per Cognome. Tienine uno.',
    },
    rows: { arrange: () => undefined, en: 'Mobile, else Phone', it: 'Mobile o Phone' },
  };

  for (const [name, { arrange, en, it: italian }] of Object.entries(STATES)) {
    it(`passes the accessibility check and says so in both languages: ${name}`, async () => {
      arrange();
      const editor = await mount();
      await shows(editor, en);
      await passesAxe(editor);
      await passesAxeInTheDark(editor);
      editor.closest('[lang]')!.setAttribute('lang', 'it');
      await shows(editor, italian);
    });
  }

  it('shows six rows of skeleton while it loads', async () => {
    service.on('GET /crm/connections', () => new Promise(() => undefined));
    const editor = await mount();
    await waitUntil(() => all(editor, '[role=status][aria-label]').length > 0);
    expect(all(editor, '.bones:not(.head)').length).to.equal(6);
    expect(one(editor, '.card').getAttribute('aria-label')).to.equal('Loading your fields');
    await passesAxe(editor);
  });

  it('does not scroll sideways at 320 px, right to left, in Italian', async () => {
    await setViewport({ width: 320, height: 800 });
    const editor = await ready({ lang: 'it', dir: 'rtl' });
    await choose(editor, 'title', 'job');
    expect(document.documentElement.scrollWidth).to.be.at.most(320);
    await passesAxe(editor);
  });

  it('asks the page to connect, and loads once that has happened', async () => {
    service.connections = [];
    const editor = await mount();
    await shows(editor, 'Connect a CRM');
    const asked = oneEvent(editor, 'crm-connect-requested');
    one(editor, '.btn.primary').click();
    expect((await asked).detail).to.deep.equal({ provider: null });
    service.connections = [connection('hubspot')];
    document.dispatchEvent(new CustomEvent('crm-connection-created'));
    await shows(editor, 'Find a field');
  });

  it('tries again when asked to', async () => {
    service.on('GET /crm/connections', () => refusal('database_unavailable'));
    const editor = await mount();
    await shows(editor, 'Next try');
    service.on('GET /crm/connections', null);
    one(editor, '.btn.primary').click();
    await shows(editor, 'Find a field');
  });

  it('keeps the tabs when only one object cannot be shown', async () => {
    const editor = await ready();
    service.on('GET /crm/fields', () => refusal('crm_unreachable'));
    editor.object = 'deal';
    await shows(editor, 'Your fields cannot be shown right now.');
    await passesAxe(editor);
    all(editor, '.tab')[0]!.click();
    await waitUntil(() => all(editor, '[data-field="email"]').length === 1);
  });

  it('shows the rows it knows when access has ended, with a way to reconnect', async () => {
    service.connections = [connection('hubspot', { status: 'needs_reauth' })];
    const editor = await ready();
    await shows(editor, 'HubSpot ended our access.');
    await passesAxe(editor);
    const asked = oneEvent(editor, 'crm-connect-requested');
    one(editor, '.general .btn').click();
    expect((await asked).detail).to.deep.equal({ provider: 'hubspot' });
  });

  it('shows another connected CRM when it is chosen, with the tabs that CRM has', async () => {
    service.connections = [connection('hubspot'), connection('zoho')];
    const editor = await ready();
    one(editor, 'button.provider').click();
    await waitUntil(() => one(editor, '#menu').matches(':popover-open'));
    await sendKeys({ press: 'z' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => service.of('GET /crm/fields').at(-1)?.query['provider'] === 'zoho');
    await waitUntil(() => all(editor, '.tab').length === 2);
    await shows(editor, 'Zoho CRM');
  });

  it('goes to the field another element asks to match', async () => {
    const editor = await ready();
    const detail = { provider: 'hubspot', object: 'activity', field: 'outcome' };
    document.dispatchEvent(new CustomEvent('crm-mapping-requested', { detail }));
    await waitUntil(() => focused(editor)?.closest<HTMLElement>('.entry')?.dataset['field'] === 'outcome');
    expect(editor.object).to.equal('activity');
  });

  it('stops listening to the page when it is taken out', async () => {
    const editor = await ready();
    editor.remove();
    const asked = service.asked.length;
    document.dispatchEvent(new CustomEvent('crm-connection-created'));
    // What it would have asked for comes before the end of what is asked now.
    await fetch(`${SERVICE}/crm/session`);
    expect(service.asked).to.have.length(asked + 1);
  });
});

describe('rows of <crm-mapping-editor>', () => {
  it('shows label, API name, conversion, and a real value before and after', async () => {
    const editor = await ready();
    await shows(editor, '+39 349 555 0142');
    expect(words(cell(editor, 'phone_e164', '.ours'))).to.equal('Phone phone_e164');
    expect(words(cell(editor, 'email', '.ours'))).to.equal('Email email · required');
    expect(words(select(editor, 'phone_e164'))).to.equal('Mobile, else Phone 2 fields');
    expect(words(cell(editor, 'phone_e164', '.chips'))).to.equal('International, IT');
    expect(words(cell(editor, 'first_name', '.sample'))).to.equal('Giulia');
    expect(words(cell(editor, 'custom.yearly_use', '.sample'))).to.contain('empty');
    expect(all(editor, '[data-field="company_id"]').length).to.equal(0);
  });

  it('masks values of sensitive fields', async () => {
    const app_fields = [{ name: 'first_name', type: 'text', sensitive: true }];
    service.on('GET /crm/fields', () => ok({ app_fields, crm_fields: service.crmFields.contact }));
    const editor = await ready();
    await shows(editor, 'Giulia Ferri');
    expect(words(cell(editor, 'first_name', '.sample'))).to.equal('••••ia');
  });

  it('counts matched rows on each tab, and shows another object’s fields', async () => {
    const editor = await ready();
    expect(all(editor, '.tab').map(words)).to.deep.equal(['Contacts 7', 'Companies 2', 'Deals 2', 'Calls 2']);
    all(editor, '.tab')[0]!.focus();
    await sendKeys({ press: 'ArrowRight' });
    await waitUntil(() => all(editor, '[data-field="domain"]').length === 1);
    expect(editor.object).to.equal('company');
    expect(service.of('GET /crm/fields').map(({ query }) => query['object'])).to.deep.equal([
      'contact',
      'company',
    ]);
  });

  it('filters and finds rows', async () => {
    const editor = await ready();
    one(editor, '#find').focus();
    await sendKeys({ type: 'mobile' });
    await editor.updateComplete;
    expect(all(editor, '.entry').map(({ dataset }) => dataset['field'])).to.deep.equal(['phone_e164']);
    await sendKeys({ type: ' nothing' });
    await shows(editor, 'No field here answers to that.');
    one(editor, '.message .btn').click();
    await editor.updateComplete;
    one(editor, '.filter').click();
    await waitUntil(() => one(editor, '#menu').matches(':popover-open'));
    await sendKeys({ press: 'u' });
    await sendKeys({ press: 'Enter' });
    await editor.updateComplete;
    expect(all(editor, '.entry').map(({ dataset }) => dataset['field'])).to.deep.equal(['title']);
  });

  it('tries the rows as they are edited, once for quick edits, and drops the answer under way', async () => {
    const editor = await ready();
    await shows(editor, 'Giulia Ferri');
    const before = service.count('POST /crm/mappings/preview');
    cell(editor, 'first_name', '.chips').click();
    await waitUntil(() => one(editor, '#popup').matches(':popover-open'));
    const add = one(editor, '.add-step') as HTMLSelectElement;
    for (const name of ['trim', 'upper']) {
      add.value = name;
      add.dispatchEvent(new Event('change'));
      await editor.updateComplete;
    }
    await waitUntil(() => words(cell(editor, 'first_name', '.sample')).includes('GIULIA'));
    expect(service.count('POST /crm/mappings/preview')).to.equal(before + 1);
    expect(words(one(editor, '.try'))).to.contain('GIULIA');
    expect(words(cell(editor, 'first_name', '.chips'))).to.equal('Trim spaces Upper case');
  });

  it('adds a field for when the first one is empty, and takes it away', async () => {
    const editor = await ready();
    select(editor, 'title').click();
    await waitUntil(() => one(editor, '#picker').matches(':popover-open'));
    await sendKeys({ type: 'job' });
    await sendKeys({ press: 'Enter' });
    await editor.updateComplete;
    select(editor, 'title').click();
    one(editor, '#picker .actions .item').click();
    await sendKeys({ type: 'first' });
    await sendKeys({ press: 'Enter' });
    await editor.updateComplete;
    expect(words(select(editor, 'title'))).to.equal('Job title, else First name 2 fields');
    select(editor, 'title').click();
    one(editor, '#picker .order button').click();
    await editor.updateComplete;
    expect(words(select(editor, 'title'))).to.equal('First name firstname');
  });

  it('draws a few of a thousand fields, and finds the last one', async () => {
    service.crmFields.contact = Array.from({ length: 1000 }, (_, at) =>
      crmField(`f_${at}`, `Field ${at}`, 'text'),
    );
    const editor = await ready();
    select(editor, 'title').click();
    await waitUntil(() => all(editor, '.option').length > 0);
    expect(all(editor, '.option').length).to.be.lessThan(40);
    const list = one(editor, '.options');
    list.scrollTop = list.scrollHeight;
    await waitUntil(() => text(editor).includes('Field 999'));
    expect(all(editor, '.option').length).to.be.lessThan(40);
    for (let at = 0; at < 30; at++) await sendKeys({ press: 'ArrowDown' });
    const active = one(editor, '.option.active');
    expect(words(active)).to.contain('Field 30');
    expect(one(editor, '#picker input').getAttribute('aria-activedescendant')).to.equal(active.id);
    await passesAxe(editor);
  });
});

describe('<crm-mapping-editor> by keyboard', () => {
  it('is one tab stop whose rows and cells the arrows walk', async () => {
    const editor = await ready();
    expect(all(editor, '.grid [tabindex="0"], .grid button:not([tabindex])').length).to.equal(1);
    select(editor, 'email').focus();
    await sendKeys({ press: 'ArrowDown' });
    expect(hasFocus(editor, select(editor, 'phone_e164'))).to.equal(true);
    await sendKeys({ press: 'ArrowLeft' });
    expect(hasFocus(editor, cell(editor, 'phone_e164', '.way button'))).to.equal(true);
    await sendKeys({ press: 'End' });
    expect(hasFocus(editor, cell(editor, 'phone_e164', '.end button'))).to.equal(true);
    await sendKeys({ press: 'ArrowUp' });
    expect(hasFocus(editor, cell(editor, 'email', '.end button'))).to.equal(true);
    expect(all(editor, '.grid [tabindex="0"]').map((each) => hasFocus(editor, each))).to.deep.equal([true]);
  });

  it('maps, undoes, redoes and saves without a pointer', async () => {
    const editor = await ready();
    const changed = oneEvent(editor, 'crm-mapping-changed');
    await choose(editor, 'title', 'job');
    expect((await changed).detail).to.deep.equal({ dirty: true });
    expect(hasFocus(editor, select(editor, 'title'))).to.equal(true);
    expect(words(select(editor, 'title'))).to.equal('Job title jobtitle');
    expect(one(editor, '[data-field="title"]').classList.contains('changed')).to.equal(true);
    await shows(editor, '1 change not saved');
    await press('z', 'Control');
    await editor.updateComplete;
    expect(select(editor, 'title').classList.contains('blank')).to.equal(true);
    await press('z', 'Control', 'Shift');
    await editor.updateComplete;
    const saved = oneEvent(editor, 'crm-mapping-saved');
    await press('s', 'Control');
    expect((await saved).detail).to.deep.equal({ object: 'contact', version: 1 });
    await shows(editor, 'Saved. Used from the next sync.');
    const sent = service.of(SAVE)[0]!.body as PutMappingBody;
    expect(sent.base_version).to.equal(0);
    expect(sent.rows.find(({ field }) => field === 'title')).to.deep.equal(row('title', 'jobtitle'));
  });

  it('opens with Alt and Down, and Escape leaves the row as it was', async () => {
    const editor = await ready();
    select(editor, 'first_name').focus();
    await press('ArrowDown', 'Alt');
    await waitUntil(() => one(editor, '#picker').matches(':popover-open'));
    await passesAxe(editor);
    await sendKeys({ type: 'job' });
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !one(editor, '#picker').matches(':popover-open'));
    expect(words(select(editor, 'first_name'))).to.equal('First name firstname');
    await waitUntil(() => hasFocus(editor, select(editor, 'first_name')), 'focus is back');
    expect(editor.dirty).to.equal(false);
  });

  it('finds with the slash key and goes from problem to problem with F8', async () => {
    service.mapping('contact').rows[2]!.crm = 'lastname';
    const editor = await ready();
    select(editor, 'email').focus();
    await sendKeys({ press: '/' });
    expect(focused(editor)?.id).to.equal('find');
    await sendKeys({ press: 'F8' });
    await waitUntil(() => focused(editor) === select(editor, 'first_name'));
    await sendKeys({ press: 'F8' });
    await waitUntil(() => focused(editor) === select(editor, 'last_name'));
    await sendKeys({ press: 'F8' });
    await waitUntil(() => focused(editor) === select(editor, 'first_name'));
  });

  it('changes the direction in a menu', async () => {
    const editor = await ready();
    const button = cell(editor, 'email', '.way button');
    button.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => one(editor, '#menu').matches(':popover-open'));
    await passesAxe(editor);
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await editor.updateComplete;
    expect(button.getAttribute('aria-label')).to.equal('Direction of Email: Only to HubSpot');
    expect(hasFocus(editor, button)).to.equal(true);
  });
});

describe('saving <crm-mapping-editor>', () => {
  it('puts back what was there before with Undo', async () => {
    const editor = await ready();
    await choose(editor, 'title', 'job');
    expect(await editor.save()).to.equal(true);
    await shows(editor, 'Saved. Used');
    one(editor, '.save-bar .btn').click();
    await waitUntil(() => service.mapping('contact').version === 2);
    expect(service.mapping('contact').rows.some(({ field }) => field === 'title')).to.equal(false);
  });

  it('sends nothing when the page cancels it', async () => {
    const editor = await ready();
    await choose(editor, 'title', 'job');
    editor.addEventListener('crm-before-save', (event) => event.preventDefault());
    expect(await editor.save()).to.equal(false);
    expect(service.count(SAVE)).to.equal(0);
    expect(editor.dirty).to.equal(true);
  });

  it('shows a refused save under the row, until the row is another one', async () => {
    const editor = await ready();
    await choose(editor, 'title', 'job');
    const index = service.mapping('contact').rows.length;
    service.on(SAVE, () =>
      refusal('mapping_invalid', {
        errors: [{ path: `rows.${index}.crm`, code: 'type_clash', message: 'No', field: 'title' }],
      }),
    );
    expect(await editor.save()).to.equal(false);
    await shows(editor, 'Not saved: 1 row to mend.');
    expect(words(one(editor, '[data-field="title"] .notice p'))).to.contain('holds another kind of value');
    await passesAxe(editor);
    one(editor, '.save-bar .link').click();
    await waitUntil(() => focused(editor) === select(editor, 'title'));
    await choose(editor, 'title', 'contract');
    expect(all(editor, '[data-field="title"] .notice').length).to.equal(0);
  });

  it('mends a field used twice from under the row', async () => {
    service.mapping('contact').rows[2]!.crm = 'lastname';
    const editor = await ready();
    all(editor, '[data-field="first_name"] .notice .btn')[0]!.click();
    await waitUntil(() => focused(editor) === select(editor, 'last_name'));
    await choose(editor, 'first_name', 'firstn');
    expect(all(editor, '.notice.bad').length).to.equal(0);
  });

  it('keeps the changes when no answer comes', async () => {
    const editor = await ready();
    await choose(editor, 'title', 'job');
    service.on(SAVE, () => Promise.reject(new TypeError('offline')));
    expect(await editor.save()).to.equal(false);
    await shows(editor, 'Not saved. Your changes are still here.');
    service.on(SAVE, null);
    expect(await editor.save()).to.equal(true);
  });

  it('keeps edits of every object and saves them together', async () => {
    const editor = await ready();
    await choose(editor, 'title', 'job');
    editor.object = 'company';
    await waitUntil(() => all(editor, '[data-field="vat"]').length === 1);
    await choose(editor, 'vat', 'domain');
    await shows(editor, '2 changes not saved');
    await shows(editor, 'Contacts and Companies');
    expect(await editor.save()).to.equal(true);
    expect(service.of(SAVE).map(({ query }) => query['object'])).to.deep.equal(['contact', 'company']);
  });

  it('asks before the page is left with changes, and no longer after they are given up', async () => {
    const editor = await ready();
    const leave = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));
    expect(leave()).to.equal(false);
    await choose(editor, 'title', 'job');
    expect(leave()).to.equal(true);
    editor.reset();
    await editor.updateComplete;
    expect(leave()).to.equal(false);
    expect(select(editor, 'title').classList.contains('blank')).to.equal(true);
  });

  it('reads the mapping again on refresh and keeps what is not saved', async () => {
    const editor = await ready();
    await choose(editor, 'title', 'job');
    service.on('GET /crm/connections', () => ok({ data: [connection('hubspot')], next_cursor: null }));
    await editor.refresh();
    expect(editor.dirty).to.equal(true);
    expect(service.count('GET /crm/fields')).to.equal(2);
  });

  it('changes nothing when it may only look', async () => {
    service.canEdit = false;
    const editor = await ready();
    select(editor, 'title').focus();
    await sendKeys({ type: 'job' });
    select(editor, 'title').click();
    expect(one(editor, '#picker').matches(':popover-open')).to.equal(false);
    expect(all(editor, '.end button').length).to.equal(0);
  });
});
