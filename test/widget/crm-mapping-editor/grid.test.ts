import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { APP_FIELDS } from '../../../shared/records.js';
import type { PreviewMappingBody, PutMappingBody } from '../../../shared/routes/mappings.js';
import type { CrmMappingEditor } from '../../../widget/crm-mapping-editor/crm-mapping-editor.js';
import { waitUntil } from '../support/wait-until.js';
import {
  all,
  beginEach,
  cell,
  choose,
  focused,
  hasFocus,
  one,
  passesAxe,
  press,
  ready,
  select,
  service,
  shows,
  words,
} from './page.js';
import { crmField, ok, row } from './service.js';

beginEach();

const SAVE = 'PUT /crm/mappings';
const PREVIEW = 'POST /crm/mappings/preview';
const LANGUAGES = ['it', 'en', 'de'];

/** A field of the host's own that a CRM field answers to by name and values. */
function offerLanguage(): void {
  service.crmFields.contact.find(({ name }) => name === 'hs_language')!.options = LANGUAGES.map((value) => ({
    value,
    label: value.toUpperCase(),
  }));
  const language = {
    name: 'custom.language',
    type: 'enum',
    custom: true,
    options: LANGUAGES,
    label: { en: 'Tongue', it: 'Idioma' },
  };
  const app_fields = [...APP_FIELDS.contact, language];
  service.on('GET /crm/fields', () => ok({ app_fields, crm_fields: service.crmFields.contact }));
}

const isOpen = (editor: Element, selector: string) => one(editor, selector).matches(':popover-open');

/** Chooses an entry of a menu by its words. */
async function fromMenu(editor: CrmMappingEditor, button: HTMLElement, wanted: string): Promise<void> {
  button.click();
  await waitUntil(() => isOpen(editor, '#menu'));
  const item = all(editor, '#menu .item').find((each) => words(each).includes(wanted));
  if (!item) throw new Error(`no "${wanted}" in ${all(editor, '#menu .item').map(words).join(', ')}`);
  item.click();
  await editor.updateComplete;
}
const more = (editor: Element) => one(editor, '.bar .icon-only:last-child');
const suggestionOf = (editor: Element, field: string) =>
  all(editor, `[data-field="${field}"] .suggestion`)[0];

describe('suggestions in <crm-mapping-editor>', () => {
  it('says why under the row, saves nothing by itself, and takes one at a time', async () => {
    offerLanguage();
    const editor = await ready();
    expect(words(suggestionOf(editor, 'custom.language')!)).to.contain(
      'Suggested: same name, and the same 3 values in both.',
    );
    expect(words(select(editor, 'custom.language'))).to.equal('Preferred language hs_language');
    expect(select(editor, 'custom.language').getAttribute('aria-label')).to.contain(
      'Preferred language, suggested',
    );
    expect(editor.dirty).to.equal(false);
    await passesAxe(editor);
    suggestionOf(editor, 'custom.language')!.querySelector<HTMLElement>('.btn')!.click();
    await editor.updateComplete;
    expect(suggestionOf(editor, 'custom.language')).to.equal(undefined);
    expect(suggestionOf(editor, 'title') !== undefined).to.equal(true);
    await shows(editor, '1 change not saved');
    select(editor, 'custom.language').focus();
    await press('z', 'Control');
    await editor.updateComplete;
    expect(editor.dirty).to.equal(false);
    expect(suggestionOf(editor, 'custom.language') !== undefined).to.equal(true);
  });

  it('accepts all sure ones from the menu, each of which is undone by itself', async () => {
    offerLanguage();
    const editor = await ready();
    await fromMenu(editor, more(editor), 'Accept all 2 sure suggestions');
    await shows(editor, '2 changes not saved');
    one(editor, '[aria-label="Undo"]').click();
    await shows(editor, '1 change not saved');
    expect(await editor.save()).to.equal(true);
    const sent = (service.of(SAVE)[0]!.body as PutMappingBody).rows;
    expect(sent.some(({ field }) => field === 'title')).to.equal(true);
    expect(sent.some(({ field }) => field === 'custom.language')).to.equal(false);
  });

  it('ends when the person leaves the field out, and the arrows reach its buttons', async () => {
    const editor = await ready();
    select(editor, 'title').focus();
    await sendKeys({ press: 'ArrowDown' });
    expect(words(focused(editor))).to.equal('Accept');
    await sendKeys({ press: 'ArrowRight' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => isOpen(editor, '#picker'));
    expect(words(one(editor, '.option.active'))).to.contain('Suggested: same name');
    all(editor, '#picker .actions .item').at(-1)!.click();
    await editor.updateComplete;
    expect(suggestionOf(editor, 'title')).to.equal(undefined);
    expect(editor.dirty).to.equal(false);
  });

  it('shows what our field holds beside what the suggested one does, and none to who may only look', async () => {
    offerLanguage();
    service.ownValues = { 'custom.language': ['it'] };
    const editor = await ready();
    const sample = () => words(cell(editor, 'custom.language', '.sample'));
    await waitUntil(() => sample() === 'it HubSpot : Italian', `"${sample()}"`);
    service.canEdit = false;
    const looking = await ready();
    expect(all(looking, '.suggestion').length).to.equal(0);
  });

  it('can be filtered', async () => {
    offerLanguage();
    const editor = await ready();
    await fromMenu(editor, one(editor, '.filter'), 'Suggested');
    expect(all(editor, '.entry').map(({ dataset }) => dataset['field'])).to.deep.equal([
      'title',
      'custom.language',
    ]);
  });
});

describe('fields of the host’s own in <crm-mapping-editor>', () => {
  it('are called as the host says, in the reader’s language', async () => {
    offerLanguage();
    const editor = await ready();
    expect(words(cell(editor, 'custom.language', '.ours .name'))).to.equal('Tongue');
    editor.closest('[lang]')!.setAttribute('lang', 'it');
    await waitUntil(() => all(editor, '[data-field="custom.language"] .name').map(words)[0] === 'Idioma');
  });

  it('are added from a CRM field that nothing is matched with', async () => {
    const editor = await ready();
    await fromMenu(editor, one(editor, '.filter'), '5 HubSpot fields not matched');
    expect(all(editor, '.entry .name').map(words)).to.deep.equal([
      'Job title',
      'Preferred language',
      'Contract language',
      'Portal language',
      'Create date',
    ]);
    await passesAxe(editor);
    const add = one(editor, '[data-field="crm:contract_lang"] .btn');
    add.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => isOpen(editor, '#popup'));
    const input = one(editor, '#new-field') as HTMLInputElement;
    expect(hasFocus(editor, input)).to.equal(true);
    expect(words(one(editor, '#new-field-note'))).to.equal('It is kept as custom.contract_language .');
    await passesAxe(editor);
    input.value = '';
    await sendKeys({ type: 'Yearly use' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => words(one(editor, '#new-field-note')) === 'There is a field of that name.');
    expect(input.getAttribute('aria-invalid')).to.equal('true');
    await passesAxe(editor);
    await sendKeys({ type: ' 2' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => focused(editor) === select(editor, 'custom.yearly_use_2'));
    expect(await editor.save()).to.equal(true);
    const { rows } = service.of(SAVE)[0]!.body as PutMappingBody;
    expect(rows.at(-1)).to.deep.equal(row('custom.yearly_use_2', 'contract_lang'));
  });

  it('only read what the CRM fills in, and a field there is can be chosen instead of a new one', async () => {
    const editor = await ready();
    await fromMenu(editor, one(editor, '.filter'), 'not matched');
    one(editor, '[data-field="crm:jobtitle"] .btn').click();
    await waitUntil(() => isOpen(editor, '#popup'));
    all(editor, '.existing .item')[0]!.click();
    await waitUntil(() => focused(editor)?.closest<HTMLElement>('.entry')?.dataset['field'] === 'title');
    expect(words(select(editor, 'title'))).to.equal('Job title jobtitle');
    await fromMenu(editor, one(editor, '.filter'), 'not matched');
    one(editor, '[data-field="crm:createdate"] .btn').click();
    await waitUntil(() => isOpen(editor, '#popup'));
    one(editor, '.add-field .primary').click();
    await waitUntil(() => all(editor, '[data-field="custom.create_date"]').length === 1);
    await editor.save();
    const { rows } = service.of(SAVE)[0]!.body as PutMappingBody;
    expect(rows.at(-1)).to.deep.include({ field: 'custom.create_date', direction: 'from_crm' });
  });

  it('finds among the CRM’s fields, and says when there is none left', async () => {
    const editor = await ready();
    await fromMenu(editor, one(editor, '.filter'), 'not matched');
    one(editor, '#find').focus();
    await sendKeys({ type: 'lang port' });
    await waitUntil(() => all(editor, '.entry').length === 1);
    service.crmFields.contact = [];
    const other = await ready();
    await fromMenu(other, one(other, '.filter'), 'not matched');
    await shows(other, 'Every field of HubSpot is matched.');
  });
});

describe('the example of <crm-mapping-editor>', () => {
  it('is the newest record until another is found by name or id', async () => {
    const editor = await ready();
    await shows(editor, 'Example: Giulia Ferri');
    expect(service.of(PREVIEW).at(-1)!.body).not.to.have.property('record_id');
    one(editor, '.example').focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => isOpen(editor, '#popup'));
    await waitUntil(() => all(editor, '.found .item').length === 3);
    await passesAxe(editor);
    await sendKeys({ type: 'davi' });
    await waitUntil(() => all(editor, '.found .item').length === 1);
    await sendKeys({ press: 'ArrowDown' });
    await sendKeys({ press: 'Enter' });
    await shows(editor, 'Example: Davide Neri');
    expect((service.of(PREVIEW).at(-1)!.body as PreviewMappingBody).record_id).to.equal('102');
    expect(focused(editor)?.classList.contains('example')).to.equal(true);
    one(editor, '.example').click();
    await waitUntil(() => isOpen(editor, '#popup'));
    await sendKeys({ type: 'nobody' });
    await shows(editor, 'No contacts answer to that.');
    await passesAxe(editor);
  });

  it('also shows what it holds in suggested fields and in those no row uses', async () => {
    service.on(PREVIEW, ({ body }) => {
      const { rows = [] } = body as PreviewMappingBody;
      const tried = rows.map(({ field, crm }) => ({
        ...{ field, crm, raw: `raw ${crm}`, value: `our ${crm}`, error: null },
        ...{ ours: null, ours_by: null, to_crm: null, to_crm_error: null },
      }));
      return ok({ record: { remote_id: '101', local_id: 'c-101', label: 'Giulia Ferri' }, rows: tried });
    });
    const editor = await ready();
    const sample = () => words(cell(editor, 'title', '.sample'));
    await waitUntil(() => sample() === 'raw jobtitle becomes our jobtitle', sample());
    expect(editor.dirty).to.equal(false);
    await fromMenu(editor, one(editor, '.filter'), 'not matched');
    const live = () => all(editor, '[data-field="crm:contract_lang"] .sample').map(words)[0];
    await waitUntil(() => live() === 'raw contract_lang');
  });

  it('says so when none can be shown', async () => {
    service.on('GET /crm/mappings/examples', () => Promise.reject(new TypeError('offline')));
    const editor = await ready();
    one(editor, '.example').click();
    await shows(editor, 'Examples cannot be shown right now.');
  });
});

describe('rows of <crm-mapping-editor> that differ from what they are laid over', () => {
  const begin = () => {
    const mapping = service.mapping('contact');
    const rows = mapping.rows.map((each) =>
      each.field === 'first_name' ? { ...each, crm: 'lastname', direction: 'from_crm' as const } : each,
    );
    mapping.base = { source: 'app', version: 4, rows: [...rows, row('title', 'jobtitle')] };
  };

  it('are marked, can be filtered, and go back to it, which can be undone', async () => {
    begin();
    const editor = await ready();
    expect(words(cell(editor, 'first_name', '.own'))).to.equal('· own match');
    expect(one(editor, '[data-field="first_name"] .own').title).to.equal('Differs from the default of Linea');
    await fromMenu(editor, one(editor, '.filter'), 'Own matches');
    expect(all(editor, '.entry').map(({ dataset }) => dataset['field'])).to.deep.equal([
      'first_name',
      'title',
    ]);
    await passesAxe(editor);
    await fromMenu(editor, cell(editor, 'title', '.end button'), 'Reset to Linea’s default');
    expect(words(select(editor, 'title'))).to.equal('Job title jobtitle');
    await fromMenu(editor, cell(editor, 'first_name', '.end button'), 'Reset to Linea’s default');
    expect(words(select(editor, 'first_name'))).to.contain('Last name');
    await shows(editor, '2 changes not saved');
    await press('z', 'Control');
    await shows(editor, '1 change not saved');
  });
});

describe('what is left to mend in <crm-mapping-editor>', () => {
  it('is counted, required fields first, and a button goes from one to the next', async () => {
    const { rows } = service.mapping('contact');
    rows[0]!.crm = null;
    rows[4]!.crm = 'gone';
    const editor = await ready();
    const button = one(editor, '.problems');
    expect(words(button)).to.equal('1 required field left');
    await passesAxe(editor);
    button.click();
    await waitUntil(() => focused(editor) === select(editor, 'email'));
    button.click();
    await waitUntil(() => focused(editor) === select(editor, 'country_iso'));
    await choose(editor, 'email', 'email');
    await waitUntil(() => words(one(editor, '.problems')) === '1 to check');
    await choose(editor, 'country_iso', 'country');
    expect(all(editor, '.problems').length).to.equal(0);
  });
});

describe('the picker of <crm-mapping-editor>', () => {
  it('warns of what would be lost, and says what the CRM requires', async () => {
    service.crmFields.contact.push(
      crmField('spoken', 'Languages spoken', 'enum', { native_type: 'checkbox' }),
      crmField('must', 'Language of mail', 'text', { required: true }),
    );
    const editor = await ready();
    select(editor, 'title').focus();
    await sendKeys({ type: 'lang' });
    await waitUntil(() => isOpen(editor, '#picker'));
    const option = (name: string) =>
      words(all(editor, '.option').find((each) => words(each).includes(name))!);
    expect(option('spoken')).to.contain('Several values: we would send only one');
    expect(option('must')).to.contain('required in HubSpot');
    await passesAxe(editor);
  });
});

describe('<crm-mapping-editor> with suggestions and panels in other places', () => {
  for (const page of [{ theme: 'dark' }, { lang: 'it', dir: 'rtl' }] as const) {
    it(`passes the accessibility check at 320 px, ${JSON.stringify(page)}`, async () => {
      await setViewport({ width: 320, height: 700 });
      offerLanguage();
      service.mapping('contact').rows[0]!.crm = null;
      const editor = await ready(page);
      await passesAxe(editor);
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
      one(editor, '.example').click();
      await waitUntil(() => isOpen(editor, '#popup'));
      await passesAxe(editor);
      await sendKeys({ press: 'Escape' });
      one(editor, '.filter').click();
      await waitUntil(() => isOpen(editor, '#menu'));
      all(editor, '#menu .item').at(-1)!.click();
      await waitUntil(() => all(editor, '.crm-only').length > 1);
      await passesAxe(editor);
      all(editor, '.crm-only .btn')[0]!.click();
      await waitUntil(() => isOpen(editor, '#popup'));
      await passesAxe(editor);
      expect(document.documentElement.scrollWidth).to.be.at.most(320);
    });
  }
});
