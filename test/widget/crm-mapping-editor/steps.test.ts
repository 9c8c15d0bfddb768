import { expect } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import type { MappingRow } from '../../../shared/mapping.js';
import type { PreviewMappingBody, PutMappingBody } from '../../../shared/routes/mappings.js';
import type { CrmMappingEditor } from '../../../widget/crm-mapping-editor/crm-mapping-editor.js';
import { waitUntil } from '../support/wait-until.js';
import {
  all,
  beginEach,
  cell,
  focused,
  hasFocus,
  one,
  passesAxe,
  press,
  ready,
  service,
  shows,
  words,
} from './page.js';
import { crmField, ok, refusal, row } from './service.js';

const SAVE = 'PUT /crm/mappings';
const PREVIEW = 'POST /crm/mappings/preview';
const isOpen = (editor: Element, name: string) =>
  waitUntil(() => all(editor, `#popup.${name}:popover-open`).length === 1, name);
const steps = (editor: Element) => all(editor, '.step .step-head .what').map(words);
const setting = (editor: Element, id: string) => one(editor, `#set-${id}`) as HTMLInputElement;

/** Opens the conversion of a row. */
async function convert(editor: CrmMappingEditor, field: string): Promise<void> {
  cell(editor, field, '.chips').click();
  await isOpen(editor, 'conversion');
}

async function addStep(editor: CrmMappingEditor, name: string): Promise<void> {
  const add = one(editor, '.add-step') as HTMLSelectElement;
  add.value = name;
  add.dispatchEvent(new Event('change'));
  await editor.updateComplete;
}

function put(input: HTMLInputElement | HTMLSelectElement, value: string): void {
  input.value = value;
  input.dispatchEvent(new Event(input instanceof HTMLSelectElement ? 'change' : 'input'));
}

async function saved(editor: CrmMappingEditor, field: string): Promise<MappingRow> {
  expect(await editor.save()).to.equal(true);
  const { rows } = service.of(SAVE).at(-1)!.body as PutMappingBody;
  return rows.find((each) => each.field === field)!;
}

beginEach();

describe('the conversion of a row', () => {
  it('shows two steps and counts the others', async () => {
    const rows = service.mapping('contact').rows;
    rows[2]!.transforms = [{ name: 'trim' }, { name: 'lower' }, { name: 'truncate', length: 40 }];
    const editor = await ready();
    expect(words(cell(editor, 'first_name', '.chips'))).to.equal('Trim spaces Lower case +1');
    expect(cell(editor, 'first_name', '.chips').title).to.contain('At most 40 characters');
  });

  it('adds, sets, moves and takes out steps, and undoes typing at once', async () => {
    const editor = await ready();
    await convert(editor, 'first_name');
    await addStep(editor, 'replace');
    await addStep(editor, 'trim');
    await passesAxe(editor);
    expect(steps(editor)).to.deep.equal(['Replace text', 'Trim spaces']);
    put(setting(editor, '0-find'), 'Dr');
    put(setting(editor, '0-find'), 'Dr.');
    await editor.updateComplete;
    one(editor, '.step:nth-child(2) [data-move="up"]').click();
    await editor.updateComplete;
    expect(steps(editor)).to.deep.equal(['Trim spaces', 'Replace text']);
    await waitUntil(() => focused(editor)?.closest('.step') === all(editor, '.step')[0], 'focus follows');
    await press('ArrowDown', 'Alt');
    await waitUntil(() => steps(editor)[0] === 'Replace text', 'moved by keyboard');
    await waitUntil(() => focused(editor)?.closest('.step') === all(editor, '.step')[1]);
    one(editor, '.step:nth-child(2) [data-remove]').click();
    await editor.updateComplete;
    expect(steps(editor)).to.deep.equal(['Replace text']);
    await waitUntil(() => focused(editor)?.closest('.step') === all(editor, '.step')[0]);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => all(editor, '#popup:popover-open').length === 0);
    expect((await saved(editor, 'first_name')).transforms).to.deep.equal([
      { name: 'replace', find: 'Dr.', with: '' },
    ]);
  });

  it('says after each step what a real value is, asking once for all of them', async () => {
    service.on(PREVIEW, ({ body }) => {
      const { rows = [] } = body as PreviewMappingBody;
      const tried = rows.map(({ field, crm, transforms }) => {
        const value = transforms.some(({ name }) => name === 'upper') ? 'GIULIA' : 'Giulia';
        return {
          field,
          crm,
          raw: ' Giulia',
          value,
          ours: value,
          to_crm: value,
          to_crm_error: null,
          error: null,
        };
      });
      return ok({ record: { remote_id: '1', label: 'Giulia' }, rows: tried });
    });
    const editor = await ready();
    await convert(editor, 'first_name');
    const asked = service.count(PREVIEW);
    await addStep(editor, 'trim');
    await addStep(editor, 'upper');
    await waitUntil(() => all(editor, '.after').length === 2, 'values after steps');
    expect(all(editor, '.after bdi').map(words)).to.deep.equal(['Giulia', 'GIULIA']);
    expect(service.count(PREVIEW)).to.equal(asked + 1);
    expect(words(one(editor, '.try'))).to.contain('GIULIA');
  });

  it('tries no row with a step that still wants a setting, and says so under the row', async () => {
    const editor = await ready();
    await convert(editor, 'first_name');
    const asked = service.count(PREVIEW);
    await addStep(editor, 'template');
    await waitUntil(() => service.count(PREVIEW) > asked);
    const { rows = [] } = service.of(PREVIEW).at(-1)!.body as PreviewMappingBody;
    expect(rows.find(({ field }) => field === 'first_name')!.transforms).to.deep.equal([]);
    await shows(editor, 'A conversion lacks a setting that works.');
  });

  it('puts fields into a text where the caret is, and asks for one way', async () => {
    const editor = await ready();
    await convert(editor, 'first_name');
    await addStep(editor, 'template');
    const area = one(editor, '.setting textarea') as HTMLTextAreaElement;
    area.focus();
    await sendKeys({ type: 'Dear ' });
    all(editor, '.setting .buttons .btn')
      .find((button) => words(button) === 'Last name')!
      .click();
    await editor.updateComplete;
    expect(area.value).to.equal('Dear {last_name}');
    await shows(editor, '“Text from several fields” works one way only.');
    await passesAxe(editor);
    all(editor, '.step > .buttons .btn')[1]!.click();
    await editor.updateComplete;
    expect(steps(editor)).to.deep.equal(['Text from several fields · only to HubSpot']);
    const kept = await saved(editor, 'first_name');
    expect(kept.direction).to.equal('to_crm');
    expect(kept.transforms).to.deep.equal([{ name: 'template', template: 'Dear {last_name}' }]);
  });

  it('gives a table its pairs, and shows date formats by what today would be', async () => {
    const editor = await ready();
    await convert(editor, 'custom.yearly_use');
    for (const name of ['lookup', 'date', 'boolean']) await addStep(editor, name);
    await passesAxe(editor);
    expect(steps(editor)).to.deep.equal(['Look up in a table', 'Date only', 'Yes or no']);
    const today = new Date().toISOString().slice(0, 10).split('-').reverse().join('/');
    const format = all(editor, 'select[id$="-format"] option').map(words);
    expect(format).to.include(today);
    const cells = all(editor, '.lookup input') as HTMLInputElement[];
    put(cells[0]!, 'Y');
    await editor.updateComplete;
    put(cells[1]!, 'yes');
    await editor.updateComplete;
    all(editor, '.setting > .btn')[0]!.click();
    await editor.updateComplete;
    expect(all(editor, '.lookup tbody tr').length).to.equal(2);
    all(editor, '.lookup .btn')[1]!.click();
    await editor.updateComplete;
    const kept = await saved(editor, 'custom.yearly_use');
    expect(kept.transforms[0]).to.deep.equal({
      name: 'lookup',
      table: [{ from: 'Y', to: 'yes' }],
      other: 'keep',
    });
  });

  it('stays open at its row when a sync ends and the mapping is read again', async () => {
    const editor = await ready();
    await convert(editor, 'phone_e164');
    const anchor = cell(editor, 'phone_e164', '.chips');
    const read = service.count('GET /crm/mappings');
    document.dispatchEvent(new CustomEvent('crm-sync-finished'));
    await waitUntil(() => service.count('GET /crm/mappings') > read);
    await addStep(editor, 'replace');
    await waitUntil(() => words(anchor).includes('Replace text'));
    expect(anchor.isConnected).to.equal(true);
    expect(steps(editor)).to.have.length(2);
  });

  it('fits 320 px, right to left, in the dark', async () => {
    await setViewport({ width: 320, height: 800 });
    const editor = await ready({ lang: 'it', dir: 'rtl', theme: 'dark' });
    await convert(editor, 'phone_e164');
    expect(words(one(editor, '#set-0-country option:checked'))).to.equal('Italia');
    await addStep(editor, 'replace');
    expect(document.documentElement.scrollWidth).to.be.at.most(320);
    await passesAxe(editor);
  });
});

describe('the rules of a row', () => {
  it('are set from the row’s menu, each in a plain sentence, and shown as a chip', async () => {
    const editor = await ready();
    const menu = cell(editor, 'last_name', '.end button');
    menu.focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => one(editor, '#menu').matches(':popover-open'));
    await passesAxe(editor);
    await sendKeys({ press: 'Enter' });
    await isOpen(editor, 'rules');
    await passesAxe(editor);
    expect(words(one(editor, '#popup'))).to.contain('If both changed, HubSpot’s value stays.');
    expect(words(one(editor, '#popup'))).to.contain('HubSpot wins · usual for Last name');
    const radio = (name: string, at: number) => all(editor, `#popup [name=${name}]`)[at]!;
    radio('when', 1).click();
    radio('rule', 1).click();
    one(editor, '#popup [type=checkbox]').click();
    await editor.updateComplete;
    expect(words(cell(editor, 'last_name', '.chip.rules'))).to.equal('If empty · Linea wins · Needed');
    expect(await saved(editor, 'last_name')).to.deep.equal(
      row('last_name', 'lastname', { when: 'if_empty', rule: 'host_wins', required: true }),
    );
    radio('when', 0).click();
    radio('rule', 0).click();
    one(editor, '#popup [type=checkbox]').click();
    await editor.updateComplete;
    expect(await saved(editor, 'last_name')).to.deep.equal(row('last_name', 'lastname'));
  });

  it('have no winner where the row goes one way', async () => {
    service.mapping('contact').rows[3]!.when = 'if_empty';
    const editor = await ready({ lang: 'it' });
    cell(editor, 'last_name', '.chip.rules').click();
    await isOpen(editor, 'rules');
    expect(words(one(editor, '#popup'))).to.contain('Se cambiano entrambi, resta il valore di HubSpot.');
    all(editor, '#popup [name=way]')[1]!.click();
    await editor.updateComplete;
    expect(all(editor, '#popup [name=rule]').length).to.equal(0);
    expect(words(one(editor, '#popup'))).to.contain('Mai sopra un valore che in Linea c’è già.');
    await passesAxe(editor);
  });
});

describe('the values of a row', () => {
  async function open(editor: CrmMappingEditor, field: string): Promise<void> {
    cell(editor, field, 'button.chip[aria-expanded]').click();
    await waitUntil(() => all(editor, '.values').length === 1, 'values');
  }
  const chip = (editor: Element, field: string) => words(cell(editor, field, 'button.chip[aria-expanded]'));

  it('are paired in a list found by typing, unmatched ones first, without a pointer', async () => {
    const editor = await ready();
    cell(editor, 'custom.call_result', 'button.chip').focus();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => all(editor, '.values').length === 1, 'values');
    expect(chip(editor, 'custom.call_result')).to.equal('3 of 4 values');
    expect(all(editor, '.value [role=rowheader]').map(words)[0]).to.equal('Wrong number');
    await passesAxe(editor);
    await sendKeys({ press: 'ArrowDown' });
    await waitUntil(() => focused(editor)?.closest('.value') !== null, 'in the table');
    await sendKeys({ press: 'Enter' });
    await isOpen(editor, 'choice');
    await passesAxe(editor);
    await sendKeys({ type: 'attem' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => chip(editor, 'custom.call_result') === '4 of 4 values');
    await waitUntil(() => focused(editor)?.closest('.value') !== null, 'focus is back');
    // It stays where it was.
    expect(all(editor, '.value [role=rowheader]').map(words)[0]).to.equal('Wrong number');
    all(editor, '.segments button')[3]!.click();
    const { picklist } = await saved(editor, 'custom.call_result');
    expect(picklist!.other).to.equal('hold');
    expect(picklist!.values).to.deep.include({ app: 'Wrong number', crm: 'ATTEMPTED_TO_CONTACT' });
  });

  it('are matched by their names at one press, and have a default of each way', async () => {
    service.mapping('activity').rows[1] = row('direction', 'hs_call_direction');
    const editor = await ready();
    editor.object = 'activity';
    await waitUntil(() => all(editor, '[data-field="direction"]').length === 1);
    await open(editor, 'direction');
    const match = all(editor, '.value.wide .btn')[0]!;
    expect(words(match)).to.equal('Match the 2 same names');
    match.click();
    await waitUntil(() => chip(editor, 'direction') === '2 of 2 values');
    await shows(editor, '2 values matched');
    all(editor, '.segments button')[2]!.click();
    await editor.updateComplete;
    await passesAxe(editor);
    await shows(editor, 'Not every value has its counterpart in “Direction”.');
    const ways = all(editor, '.value .select.warn');
    expect(ways.length).to.equal(2);
    ways[0]!.click();
    await isOpen(editor, 'choice');
    await sendKeys({ type: 'inb' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => all(editor, '.value .select.warn').length === 1);
    expect(all(editor, '[data-field="direction"] .notice').length).to.equal(1);
    all(editor, '.value .select.warn')[0]!.click();
    await isOpen(editor, 'choice');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => all(editor, '[data-field="direction"] .notice').length === 0);
    const { picklist } = await saved(editor, 'direction');
    expect(picklist!.values).to.have.length(2);
    expect(picklist!.other).to.equal('default');
    expect(picklist!.default_app).to.equal('inbound');
  });

  it('are drawn in pieces and found by typing where there are hundreds', async () => {
    service.crmFields.contact = service.crmFields.contact.map((field) =>
      field.name === 'hs_lead_status'
        ? {
            ...field,
            options: Array.from({ length: 300 }, (_, at) => ({ value: `v${at}`, label: `Value ${at}` })),
          }
        : field,
    );
    const own = service.mapping('contact').rows[5]!;
    own.direction = 'from_crm';
    own.picklist = { values: [], other: 'keep' };
    const editor = await ready();
    await open(editor, 'custom.call_result');
    expect(all(editor, '.value [role=rowheader]').length).to.be.lessThan(60);
    const shown = () => all(editor, '.value[data-value]').map(words);
    const find = one(editor, '.value .find input') as HTMLInputElement;
    find.focus();
    await sendKeys({ type: '29' });
    await waitUntil(
      () => shown().length > 0 && shown().every((each) => each.includes('29')),
      () => JSON.stringify(shown()),
    );
    await sendKeys({ press: 'Home' });
    expect(hasFocus(editor, find)).to.equal(true);
    const typed = one(editor, '.value[data-value] input') as HTMLInputElement;
    typed.focus();
    await sendKeys({ type: 'Hot' });
    await sendKeys({ press: 'Enter' });
    const { picklist } = await saved(editor, 'custom.call_result');
    expect(picklist!.values.map(({ app }) => app)).to.deep.equal(['Hot']);
  });

  it('say what stands between several values', async () => {
    const editor = await ready();
    await open(editor, 'custom.call_result');
    (one(editor, '.several input') as HTMLInputElement).click();
    await editor.updateComplete;
    await passesAxe(editor);
    put(one(editor, '.several select') as HTMLSelectElement, ',');
    expect((await saved(editor, 'custom.call_result')).transforms).to.deep.equal([
      { name: 'split', separator: ',' },
    ]);
  });

  it('can be looked at by somebody who may not change them', async () => {
    service.canEdit = false;
    const editor = await ready();
    await open(editor, 'custom.call_result');
    await passesAxe(editor);
    all(editor, '.segments button')[2]!.click();
    all(editor, '.value .select')[0]!.click();
    await editor.updateComplete;
    expect(all(editor, '#popup:popover-open').length).to.equal(0);
    expect(editor.dirty).to.equal(false);
  });
});

describe('the deals that calls move', () => {
  const STAGES = crmField('dealstage', 'Stage', 'enum', {
    options: [
      { value: 'new', label: 'New', pipeline: 'p1', closed: false },
      { value: 'talks', label: 'In talks', pipeline: 'p1', closed: false },
    ],
  });
  const OUTCOME: MappingRow = row('outcome', 'hs_call_disposition', {
    picklist: {
      values: [
        { app: 'Interested', crm: 'a' },
        { app: 'No answer', crm: 'b' },
      ],
      other: 'empty',
    },
  });

  async function open(page = {}): Promise<CrmMappingEditor> {
    service.crmFields.activity.push(
      crmField('hs_call_disposition', 'Outcome', 'enum', {
        options: [
          { value: 'a', label: 'Connected' },
          { value: 'b', label: 'No answer' },
        ],
      }),
    );
    service.mapping('activity').rows.push(OUTCOME);
    const editor = await ready(page);
    editor.object = 'activity';
    await waitUntil(() => all(editor, '[data-field="outcome"]').length === 1);
    const chips = all(editor, '[data-field="outcome"] button.chip[aria-expanded]');
    chips[1]!.click();
    await waitUntil(() => all(editor, '.stages').length === 1, 'stages');
    return editor;
  }

  it('go to a stage by the result of the call; the stages are asked for when somebody looks', async () => {
    service.crmFields.deal.push(STAGES);
    const editor = await open();
    await waitUntil(() => all(editor, '.stages .select').length === 2, 'lines');
    expect(service.of('GET /crm/fields').map(({ query }) => query['object'])).to.include('deal');
    await passesAxe(editor);
    all(editor, '.stages .select')[0]!.click();
    await isOpen(editor, 'choice');
    await sendKeys({ type: 'talks' });
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => all(editor, '.stages [type=checkbox]').length === 1);
    one(editor, '.stages [type=checkbox]').click();
    await passesAxe(editor);
    expect((await saved(editor, 'outcome')).stages).to.deep.equal({
      Interested: { stage: 'talks', backwards: true },
    });
    expect(words(all(editor, '[data-field="outcome"] button.chip[aria-expanded]')[1]!)).to.equal(
      '1 result moves deals',
    );
  });

  it('are asked for again when they could not be read', async () => {
    service.crmFields.deal.push(STAGES);
    let fails = true;
    service.on('GET /crm/fields', (asked) => {
      if (asked.query['object'] === 'deal' && fails) return refusal('crm_unreachable');
      const object = asked.query['object'] as 'activity';
      return ok({ provider: 'hubspot', object, app_fields: [], crm_fields: service.crmFields[object] });
    });
    const editor = await open({ lang: 'it' });
    await shows(editor, 'le fasi di HubSpot non si possono leggere');
    await passesAxe(editor);
    fails = false;
    one(editor, '.stages .btn').click();
    await waitUntil(() => all(editor, '.stages .select').length === 2, 'lines');
  });

  it('are mended under the row where a stage or a result is gone', async () => {
    service.crmFields.deal.push(STAGES);
    const { rows } = service.mapping('activity');
    service.on('GET /crm/mappings', ({ query }) => {
      const mapping = service.mapping(query['object'] as 'activity');
      const faults =
        query['object'] === 'activity'
          ? [
              {
                row: rows.findIndex(({ field }) => field === 'outcome'),
                field: 'outcome',
                code: 'unknown_stage',
                severity: 'error',
                message: 'm',
                outcome: 'Interested',
              },
            ]
          : [];
      return ok({ ...mapping, faults, drift: [], can_edit: true });
    });
    const own = structuredClone(OUTCOME);
    own.stages = { Interested: { stage: 'gone' } };
    service.crmFields.activity.push(crmField('hs_call_disposition', 'Outcome', 'enum'));
    rows.push(own);
    const editor = await ready();
    editor.object = 'activity';
    await shows(editor, '“Interested”: HubSpot no longer has the stage it moves deals to.');
    const [choose, never] = all(editor, '.notice .btn');
    expect([choose, never].map((button) => words(button!))).to.deep.equal(['Choose a stage', 'Do not move']);
    choose!.click();
    await waitUntil(() => all(editor, '.stages .select.warn').length === 1, 'the table');
    never!.click();
    await waitUntil(() => all(editor, '.notice').length === 0);
    expect((await saved(editor, 'outcome')).stages).to.equal(undefined);
  });
});
