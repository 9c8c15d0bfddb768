import { expect, oneEvent } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import type { FieldDrift, FieldShape } from '../../../shared/mapping.js';
import type { DryRun, DryRunField, UnmappedValue } from '../../../shared/mapping-trials.js';
import type { PutMappingBody } from '../../../shared/routes/mappings.js';
import type { CrmMappingEditor } from '../../../widget/crm-mapping-editor/crm-mapping-editor.js';
import { FakeStream, fakeEvents, makeEvent } from '../live/fake-events.js';
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
  passesAxeInTheDark,
  ready,
  select,
  service,
  shows,
  text,
  words,
} from './page.js';
import { connection, ok, refusal, row } from './service.js';

const TRY = 'POST /crm/mappings/dry-run';
const SAVE = 'PUT /crm/mappings';

beginEach();

const opened = (editor: CrmMappingEditor) => one(editor, '#dialog').hasAttribute('open');
const inPanel = (editor: CrmMappingEditor, selector: string) => all(editor, `#dialog ${selector}`);
const panelText = (editor: CrmMappingEditor) => words(one(editor, '#dialog'));
const says = (editor: CrmMappingEditor, wanted: string) =>
  waitUntil(
    () => panelText(editor).includes(wanted),
    () => `"${wanted}" in the panel "${panelText(editor)}"`,
  );
/** Presses the button whose words are these. */
function click(editor: CrmMappingEditor, selector: string, label: string): void {
  const found = all(editor, selector).find((each) => words(each) === label);
  if (!found) throw new Error(`no ${label} in ${all(editor, selector).map(words)}`);
  found.click();
}

/** Opens a panel from the menu of the bar. */
async function openFromMenu(editor: CrmMappingEditor, label: string): Promise<void> {
  one(editor, '.bar .btn[aria-haspopup="menu"]:last-child').click();
  await waitUntil(() => one(editor, '#menu').matches(':popover-open'));
  click(editor, '#menu .item', label);
}

async function openPanel(editor: CrmMappingEditor, label: string): Promise<void> {
  await openFromMenu(editor, label);
  await waitUntil(() => opened(editor), `panel ${label}`);
}

const field = (name: string, counts: Partial<DryRunField>): DryRunField => ({
  ...{ field: name, crm: 0, app: 0, check: 0, not_copied: 0, examples: [] },
  ...counts,
});

const page = (tried: number, records: DryRun['records'], fields: DryRunField[] = []): DryRun => ({
  ...{ tried, total: 2140, next: null },
  records,
  fields,
});

const FINE = { error: null, code: null, without: null };

const TRIAL = page(2140, { crm: 312, app: 41, check: 22 }, [
  field('title', {
    ...{ crm: 312, app: 41 },
    examples: [{ remote_id: '1', label: 'Giulia Ferri', side: 'crm', before: 'Ceo', after: 'CEO', ...FINE }],
  }),
  field('custom.yearly_use', {
    check: 22,
    examples: [
      {
        ...{ remote_id: null, label: 'Davide Conti', side: 'check', before: 'about 2.700', after: null },
        ...{ error: 'Not a number', code: 'not_a_number', without: 'crm' as const },
      },
    ],
  }),
]);

const unmapped = (label: string, raw: string): UnmappedValue => ({
  ...{ local_id: label, remote_id: '7', label, field: 'custom.yearly_use', crm: 'yearly_use_kwh' },
  remote_url: 'https://crm.example/contact/7',
  ...{ code: 'not_a_number', message: 'This is not a number', raw, since: '2026-11-20T10:00:00Z' },
});

const shape = (more: Partial<FieldShape> = {}): FieldShape => ({
  ...{ type: 'text', native_type: 'string', required: false, read_only: false, options: [] },
  ...more,
});

const drift = (crm: string, fields: string[], more: Partial<FieldDrift>): FieldDrift => ({
  ...{ crm, label: crm, fields, change: 'retyped', paused: true, since: '2026-11-28T10:00:00Z' },
  ...{ before: null, after: null },
  ...more,
});

describe('trying what is not saved', () => {
  it('tells how far it has come, then what would change, and lets it be seen field by field', async () => {
    let answer: (() => void) | undefined;
    service.history.trial = [page(800, { crm: 0, app: 0, check: 0 }), { ...TRIAL, tried: 1340 }];
    service.on(TRY, async ({ body }) => {
      const { after } = body as { after?: string };
      if (after)
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
      return ok({ ...service.history.trial[after ? 1 : 0]!, next: after ? null : '1' });
    });
    const editor = await ready();
    await choose(editor, 'title', 'job');
    await shows(editor, 'Trying on your contacts');
    await shows(editor, 'Trying on your contacts: 800 of 2,140');
    await passesAxe(editor);
    answer!();
    await shows(
      editor,
      'Tried on 2,140 contacts, nothing sent: 312 change in HubSpot, 41 in Linea, 22 to check.',
    );
    await passesAxe(editor);
    click(editor, '.save-bar .link', 'See them');
    await says(editor, 'What would change');
    expect(inPanel(editor, 'summary').map(words)).to.deep.equal([
      'Yearly use To check: 22',
      'Job title In HubSpot: 312 In Linea: 41',
    ]);
    for (const summary of inPanel(editor, 'summary')) summary.click();
    await says(editor, 'Giulia Ferri Ceo becomes CEO');
    await says(editor, 'Davide Conti about 2.700 becomes This is not a plain number.');
    await passesAxe(editor);
    await passesAxeInTheDark(editor);
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !opened(editor) && words(focused(editor)) === 'See them', 'focus is back');
  });

  it('is tried anew for other rows, and the try before is dropped', async () => {
    const signals: AbortSignal[] = [];
    service.on(TRY, ({ signal }) => {
      signals.push(signal);
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(ok(TRIAL))));
    });
    const editor = await ready();
    await choose(editor, 'title', 'job');
    await waitUntil(() => signals.length === 1);
    await choose(editor, 'title', 'contract');
    await waitUntil(() => signals.length === 2);
    expect(signals.map(({ aborted }) => aborted)).to.deep.equal([true, false]);
    const crms = service.of(TRY).map(({ body }) => (body as PutMappingBody).rows.at(-1)!.crm);
    expect(crms).to.deep.equal(['jobtitle', 'contract_lang']);
    editor.reset();
    await waitUntil(() => signals[1]!.aborted);
    expect(all(editor, '.save-bar').length).to.equal(0);
  });

  it('does not hold up saving, and is forgotten with it', async () => {
    service.on(TRY, () => new Promise(() => undefined));
    const editor = await ready();
    await choose(editor, 'title', 'job');
    await waitUntil(() => service.count(TRY) === 1);
    expect(await editor.save()).to.equal(true);
    await shows(editor, 'Saved. Used from the next sync.');
    expect(service.of(TRY)[0]!.signal.aborted).to.equal(true);
  });

  it('says when nothing changes, when it did not work, and what was never copied', async () => {
    service.history.trial = [
      page(2140, { crm: 0, app: 0, check: 0 }, [field('title', { not_copied: 2140 })]),
    ];
    const editor = await ready();
    await choose(editor, 'title', 'job');
    await shows(editor, 'Tried on 2,140 contacts, nothing sent: no value changes.');
    await shows(editor, 'Values of Job title were not copied before: they are read after you save.');
    service.on(TRY, () => refusal('database_unavailable'));
    await choose(editor, 'title', 'contract');
    await shows(editor, 'It could not be tried just now.');
    expect(await editor.save()).to.equal(true);
  });

  it('says it in Italian', async () => {
    service.history.trial = [TRIAL];
    const editor = await ready({ lang: 'it' });
    await shows(editor, 'Cerca un campo');
    await choose(editor, 'title', 'job');
    await shows(
      editor,
      'Prova su 2.140 contatti, nulla inviato: ne cambiano 312 in HubSpot, 41 in Linea, 22 da controllare.',
    );
    await shows(
      editor,
      '22 valori su 2.140 non sono numeri , per esempio “about 2.700” . In HubSpot resterebbero vuoti.',
    );
  });

  it('shows under the row which values do not fit, until the row is another one', async () => {
    service.history.trial = [TRIAL];
    const editor = await ready();
    await choose(editor, 'title', 'job');
    await shows(
      editor,
      '22 of 2,140 values are not plain numbers , like “about 2.700” . HubSpot would get them empty.',
    );
    await passesAxe(editor);
    click(editor, '[data-field="custom.yearly_use"] .notice .btn', 'See the 22');
    await says(editor, 'Yearly use: values to check');
    await says(editor, 'The first 1 of 22.');
    await says(editor, 'Davide Conti about 2.700');
    await passesAxe(editor);
    one(editor, '#dialog .panel-head .btn').click();
    await waitUntil(() => !opened(editor));
    service.history.trial = [page(2140, { crm: 0, app: 0, check: 0 })];
    click(editor, '[data-field="custom.yearly_use"] .notice .btn', 'Keep digits only');
    await waitUntil(() => words(cell(editor, 'custom.yearly_use', '.chips')) === 'Keep digits only');
    await choose(editor, 'custom.yearly_use', 'contract');
    expect(
      all(editor, '[data-field="custom.yearly_use"] .notice p').filter((each) => /2,140/.test(words(each)))
        .length,
    ).to.equal(0);
  });
});

describe('values the mapping in use cannot convert', () => {
  beforeEach(() => {
    service.history.unmapped = [unmapped('Giulia Ferri', 'about 2.700'), unmapped('Davide Conti', 'many')];
  });

  it('are told under the row and listed, also to those who may only look', async () => {
    service.canEdit = false;
    const editor = await ready();
    await shows(editor, '2 values are not plain numbers , like “about 2.700” . Linea keeps what it had.');
    await passesAxe(editor);
    click(editor, '[data-field="custom.yearly_use"] .notice .btn', 'See the 2');
    await says(editor, 'Davide Conti Open in HubSpot many This is not a plain number.');
    expect(inPanel(editor, 'a').map((link) => link.getAttribute('href'))[0]).to.equal(
      'https://crm.example/contact/7',
    );
    expect(service.of('GET /crm/mappings/errors').at(-1)!.query['field']).to.equal('custom.yearly_use');
    await passesAxe(editor);
  });

  it('are no longer told once the row is another one', async () => {
    const editor = await ready();
    await shows(editor, '2 values are not plain numbers');
    await choose(editor, 'custom.yearly_use', 'contract');
    await waitUntil(() => !text(editor).includes('2 values are not'));
  });

  it('says in the list when it cannot be read, and reads it again', async () => {
    const editor = await ready();
    await shows(editor, '2 values are not plain numbers');
    service.on('GET /crm/mappings/errors', () => refusal('database_unavailable'));
    click(editor, '[data-field="custom.yearly_use"] .notice .btn', 'See the 2');
    await says(editor, 'This list cannot be shown right now.');
    service.on('GET /crm/mappings/errors', null);
    click(editor, '#dialog .list .btn', 'Try again');
    await says(editor, 'Davide Conti');
  });
});

describe('the history of a mapping', () => {
  const edit = (rows = structuredClone(service.mapping('contact').rows)) => rows;

  function saveTwice(): void {
    const first = edit();
    first[2] = row('first_name', 'jobtitle', { direction: 'from_crm' });
    service.put('contact', first, 'Marta Rinaldi', 'Job titles, as agreed');
    const second = edit();
    second.push(row('title', 'contract_lang'));
    service.put('contact', second, 'Paolo Greco');
  }

  it('lists versions with their author, note and changes, and says where the mapping comes from', async () => {
    saveTwice();
    const editor = await ready();
    await openPanel(editor, 'History');
    await says(editor, 'Version 2 In use Paolo Greco, 22 Nov');
    await says(editor, 'Job titles, as agreed');
    await says(editor, '1 added');
    await says(editor, 'Changed here, 2 rows differ from the original matches for HubSpot.');
    await passesAxe(editor);
  });

  it('compares a version in plain words, and goes back to it as a new one', async () => {
    saveTwice();
    const editor = await ready();
    const saved = oneEvent(editor, 'crm-mapping-saved');
    await openPanel(editor, 'History');
    await waitUntil(() => inPanel(editor, '#version-1').length === 1);
    one(editor, '#version-1').click();
    await says(editor, 'What going back to it would change');
    expect(inPanel(editor, '.diff-row').map(words)).to.deep.equal([
      'Job title left out Contract language · Both ways',
    ]);
    await passesAxe(editor);
    click(editor, '#dialog .btn', 'Use version 1 again');
    expect((await saved).detail).to.deep.equal({ object: 'contact', version: 3 });
    await shows(editor, 'Version 1 is in use again, as version 3.');
    await waitUntil(() => !opened(editor));
    expect(words(select(editor, 'title'))).to.equal('Choose a field');
    expect(service.of('POST /crm/mappings/rollback')[0]!.body).to.include({ version: 1, base_version: 2 });
    await passesAxe(editor);
  });

  it('tells each part of a row that would be another one', async () => {
    const rows = edit();
    rows[5] = row('custom.call_result', 'hs_lead_status', {
      ...{ direction: 'both', rule: 'host_wins', transforms: [{ name: 'trim' }], when: 'if_empty' },
      picklist: { values: [{ app: 'Interested', crm: 'IN_PROGRESS' }], other: 'hold' },
    });
    service.put('contact', service.mapping('contact').rows);
    service.put('contact', rows);
    const editor = await ready();
    await openPanel(editor, 'History');
    await waitUntil(() => inPanel(editor, '#version-1').length === 1);
    one(editor, '#version-1').click();
    await says(editor, 'What going back');
    const lines = inPanel(editor, '.diff-lines > li').map(words);
    expect(lines).to.include('Direction was Both ways will be Only to HubSpot');
    expect(lines).to.include('Conversion was Trim spaces will be none');
    expect(lines).to.include('Value “Interested” was In progress will be Open deal');
    expect(lines).to.include('Value “Call back” was nothing will be In progress');
    expect(lines).to.include('Any other value was Hold the record will be Leave empty');
    expect(lines).to.include('When was Only if empty will be Always');
    expect(lines).to.include('If both changed was Linea wins will be HubSpot wins');
  });

  it('asks to save or discard first, and goes on in the same place', async () => {
    saveTwice();
    const editor = await ready();
    await choose(editor, 'title', 'job');
    await openPanel(editor, 'History');
    await waitUntil(() => inPanel(editor, '#version-1').length === 1);
    one(editor, '#version-1').click();
    await says(editor, '1 change not saved');
    await passesAxe(editor);
    click(editor, '#dialog .notice .btn', 'Discard');
    await says(editor, 'Use version 1 again');
    expect(editor.dirty).to.equal(false);
  });

  it('walks back to the list by keyboard, with the focus where it was', async () => {
    saveTwice();
    const editor = await ready();
    await openPanel(editor, 'History');
    await waitUntil(() => inPanel(editor, '#version-1').length === 1);
    one(editor, '#version-1').focus();
    await sendKeys({ press: 'Enter' });
    await says(editor, 'What going back');
    await waitUntil(() => focused(editor)?.getAttribute('aria-label') === 'Back');
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => focused(editor)?.id === 'version-1');
    await sendKeys({ press: 'Escape' });
    await waitUntil(() => !opened(editor));
    expect(focused(editor)?.getAttribute('aria-label')).to.equal('More');
  });

  it('shows what is newest when somebody saved meanwhile', async () => {
    saveTwice();
    const editor = await ready();
    await openPanel(editor, 'History');
    await waitUntil(() => inPanel(editor, '#version-1').length === 1);
    one(editor, '#version-1').click();
    await says(editor, 'What going back');
    service.put('contact', edit(), 'Marta Rinaldi');
    click(editor, '#dialog .btn', 'Use version 1 again');
    await says(editor, 'It was changed by somebody else meanwhile.');
    expect(service.mapping('contact').version).to.equal(3);
  });

  it('resets to the default after showing what that changes', async () => {
    saveTwice();
    service.mapping('contact').base.source = 'app';
    const editor = await ready();
    await openPanel(editor, 'Reset to Linea’s default');
    expect(inPanel(editor, '.diff-row').map(words)).to.have.length(2);
    await passesAxe(editor);
    click(editor, '#dialog .btn', 'Reset to Linea’s default');
    await shows(editor, 'Reset. Used from the next sync.');
    expect(service.of('POST /crm/mappings/rollback')[0]!.body).to.include({ version: 0 });
    expect(words(select(editor, 'first_name'))).to.contain('First name');
  });

  it('sends a note with the save, and forgets it then', async () => {
    const editor = await ready();
    await choose(editor, 'title', 'job');
    one(editor, '.note summary').click();
    one(editor, '.note input').focus();
    await sendKeys({ type: 'As agreed' });
    await passesAxe(editor);
    await editor.save();
    expect((service.of(SAVE)[0]!.body as PutMappingBody).note).to.equal('As agreed');
    await choose(editor, 'title', 'contract');
    await editor.save();
    expect((service.of(SAVE)[1]!.body as PutMappingBody).note).to.equal(undefined);
  });
});

describe('files of mappings', () => {
  async function give(editor: CrmMappingEditor, content: unknown, name = 'matches.json'): Promise<void> {
    const input = one(editor, '#dialog input[type=file]') as HTMLInputElement;
    const files = new DataTransfer();
    files.items.add(new File([typeof content === 'string' ? content : JSON.stringify(content)], name));
    input.files = files.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await editor.updateComplete;
  }

  /** The service's own, with one row of a contact another. */
  function other() {
    const document = structuredClone(service.history.document());
    document.mappings[0]!.rows[2]!.crm = 'jobtitle';
    return document;
  }

  it('are exported as they are', async () => {
    const editor = await ready();
    const made: Blob[] = [];
    const { createObjectURL } = URL;
    const { click: clickLink } = HTMLAnchorElement.prototype;
    const names: string[] = [];
    URL.createObjectURL = (blob: Blob) => {
      made.push(blob);
      return createObjectURL.call(URL, blob);
    };
    HTMLAnchorElement.prototype.click = function () {
      names.push(this.download);
    };
    try {
      await openFromMenu(editor, 'Export to a file');
      await shows(editor, 'Saved as crm-connect-hubspot-2026-11-28.json.');
    } finally {
      URL.createObjectURL = createObjectURL;
      HTMLAnchorElement.prototype.click = clickLink;
    }
    expect(names).to.deep.equal(['crm-connect-hubspot-2026-11-28.json']);
    expect(JSON.parse(await made[0]!.text())).to.deep.equal(service.history.document());
  });

  it('are imported after showing what would change, all of it', async () => {
    const editor = await ready();
    await openPanel(editor, 'Import a file');
    await passesAxe(editor);
    await give(editor, other());
    await says(editor, 'First name');
    await says(editor, 'Field in HubSpot was First name will be Job title');
    await says(editor, 'Deals: No row changed');
    await passesAxe(editor);
    click(editor, '#dialog .btn', 'Import all of it');
    await shows(editor, 'Imported. Used from the next sync.');
    await waitUntil(() => words(select(editor, 'first_name')).includes('Job title'));
    const bodies = service.of('POST /crm/mappings/import').map(({ body }) => body as Record<string, unknown>);
    expect(bodies.map((body) => body['dry_run'])).to.deep.equal([true, undefined]);
    expect(bodies[1]!['base_versions']).to.deep.equal({ contact: 0, company: 0, deal: 0, activity: 0 });
  });

  it('with faults are shown, and not imported', async () => {
    service.history.faults = [
      {
        row: 2,
        field: 'first_name',
        code: 'unknown_crm_field',
        severity: 'error',
        message: 'There is no such field',
      },
    ];
    const editor = await ready();
    await openPanel(editor, 'Import a file');
    await give(editor, other());
    await says(editor, 'First name There is no such field');
    await says(editor, 'Nothing is imported until they are.');
    expect(inPanel(editor, '.btn.primary').length).to.equal(0);
    await passesAxe(editor);
  });

  it('that are none are told so, and the next one can be chosen', async () => {
    const editor = await ready();
    await openPanel(editor, 'Import a file');
    await give(editor, 'not json');
    await says(editor, 'matches.json cannot be read: it is not a file exported from here');
    await give(editor, { ...other(), provider: 'zoho' });
    await says(editor, 'matches.json is for Zoho CRM, not for HubSpot.');
    await passesAxe(editor);
    service.on('POST /crm/mappings/import', () =>
      refusal('mapping_document_unknown', { detail: 'Row 3 has no field' }),
    );
    await give(editor, other());
    await says(editor, 'matches.json was not accepted: Row 3 has no field');
    service.on('POST /crm/mappings/import', null);
    await give(editor, service.history.document());
    await says(editor, 'There is nothing to import.');
  });
});

describe('two people saving', () => {
  /** Both changed the last name; Marta the first name as well, and I the title. */
  async function clash(): Promise<CrmMappingEditor> {
    const editor = await ready();
    const theirs = structuredClone(service.mapping('contact').rows);
    theirs[2]!.crm = 'jobtitle';
    theirs[3]!.crm = 'phone';
    service.put('contact', theirs, 'Marta Rinaldi');
    await choose(editor, 'last_name', 'contract');
    await choose(editor, 'title', 'portal');
    await choose(editor, 'title', 'create');
    await choose(editor, 'title', 'mobile');
    expect(await editor.save()).to.equal(false);
    await shows(editor, 'Marta Rinaldi saved while you were editing.');
    await passesAxe(editor);
    click(editor, '.save-bar .btn', 'See both');
    await says(editor, 'Choose for each field.');
    return editor;
  }
  const crmOf = (name: string) => service.mapping('contact').rows.find(({ field: of }) => of === name)?.crm;

  it('choose row by row, side by side', async () => {
    const editor = await clash();
    expect(inPanel(editor, '[role=rowheader]').map(words)).to.deep.equal([
      'First name',
      'Last name Both of you changed it',
      'Job title',
    ]);
    await says(editor, '1 field left to choose');
    await passesAxe(editor);
    click(editor, '#dialog .btn', 'Save this');
    expect(service.mapping('contact').version).to.equal(1);
    const radio = inPanel(editor, 'input[type=radio]')[2]!;
    radio.focus();
    await sendKeys({ press: 'Space' });
    await editor.updateComplete;
    click(editor, '#dialog .btn', 'Save this');
    await shows(editor, 'Saved. Used from the next sync.');
    await waitUntil(() => !opened(editor));
    expect(['first_name', 'last_name', 'title'].map(crmOf)).to.deep.equal([
      'jobtitle',
      'contract_lang',
      'mobilephone',
    ]);
  });

  it('take all that the other one saved', async () => {
    const editor = await clash();
    click(editor, '#dialog .btn', 'Take all of theirs');
    await editor.updateComplete;
    click(editor, '#dialog .btn', 'Save this');
    await waitUntil(() => !opened(editor));
    expect(editor.dirty).to.equal(false);
    expect(service.mapping('contact').version).to.equal(1);
    expect(words(select(editor, 'last_name'))).to.contain('Phone');
  });

  it('keep all their own changes, and what only the other one changed', async () => {
    const editor = await clash();
    click(editor, '#dialog .btn', 'Keep all my changes');
    await editor.updateComplete;
    click(editor, '#dialog .btn', 'Save this');
    await shows(editor, 'Saved. Used from the next sync.');
    expect(['first_name', 'last_name', 'title'].map(crmOf)).to.deep.equal([
      'jobtitle',
      'contract_lang',
      'mobilephone',
    ]);
  });

  it('go on with what is newest when it happens again', async () => {
    const editor = await clash();
    const again = structuredClone(service.mapping('contact').rows);
    again[3]!.crm = 'lastname';
    service.put('contact', again, 'Paolo Greco');
    click(editor, '#dialog .btn', 'Keep all my changes');
    await editor.updateComplete;
    click(editor, '#dialog .btn', 'Save this');
    await says(editor, 'It was changed by somebody else meanwhile.');
    await says(editor, 'Paolo Greco saved while you were editing');
  });
});

describe('changes in the CRM', () => {
  it('are told above the rows and at each row, with what mends it', async () => {
    service.drift = [
      drift('yearly_use_kwh', ['custom.yearly_use'], {
        ...{ label: 'Yearly use, kWh', change: 'retyped' },
        ...{ before: shape({ type: 'number' }), after: shape({ type: 'date' }) },
      }),
      drift('hs_lead_status', ['custom.call_result'], {
        ...{ label: 'Lead status', change: 'options', paused: false },
        before: shape({ options: [{ value: 'NEW', label: 'New' }] }),
        after: shape({ options: [{ value: 'HOT', label: 'Hot' }] }),
      }),
      drift('lastname', ['last_name'], { label: 'Last name', change: 'required', paused: false }),
    ];
    const editor = await ready();
    await shows(editor, 'HubSpot changed 3 fields that are used here.');
    await shows(editor, 'Sync leaves it out until it is mended; the rest goes on.');
    await shows(
      editor,
      '“Yearly use, kWh” now holds another kind of value in HubSpot: number before, date now.',
    );
    await shows(editor, 'HubSpot changed the choices of “Lead status”: gone: New; new: Hot.');
    await shows(editor, 'HubSpot now asks for “Last name”.');
    await passesAxe(editor);
    await passesAxeInTheDark(editor);
  });

  it('name a field that is gone, once', async () => {
    service.drift = [drift('firstname', ['first_name'], { label: 'First name', change: 'removed' })];
    service.crmFields.contact = service.crmFields.contact.filter(({ name }) => name !== 'firstname');
    const editor = await ready();
    await shows(editor, 'HubSpot no longer has “First name”.');
    expect(all(editor, '[data-field="first_name"] .notice').length).to.equal(1);
  });

  it('are heard while the page is open, and so is that they are mended', async () => {
    let stream: FakeStream | undefined;
    const events = fakeEvents((asked) => {
      stream = new FakeStream(asked);
      return stream.response;
    });
    try {
      const editor = await ready();
      await waitUntil(() => stream);
      stream!.ready('1');
      await choose(editor, 'title', 'job');
      const fields = [
        { crm: 'yearly_use_kwh', change: 'retyped' as const, fields: ['custom.yearly_use'], paused: true },
      ];
      service.drift = [drift('yearly_use_kwh', ['custom.yearly_use'], { label: 'Yearly use, kWh' })];
      stream!.send('mapping.drifted', makeEvent('mapping.drifted', { object: 'contact', fields }, '2'), '2');
      await shows(editor, 'HubSpot changed a field that is used here.');
      expect(editor.dirty).to.equal(true);
      service.drift = [];
      stream!.send('mapping.healed', makeEvent('mapping.healed', { object: 'contact', fields }, '3'), '3');
      await shows(editor, '“Yearly use, kWh” works again and is synced.');
      await waitUntil(() => !text(editor).includes('changed a field that is used here'));
      await passesAxe(editor);
      one(editor, '.general .notice.good .btn').click();
      await waitUntil(() => all(editor, '.general .notice.good').length === 0);
    } finally {
      events.restore();
    }
  });

  it('are looked for on demand, while the rows stay', async () => {
    service.drift = [
      drift('lastname', ['last_name'], { label: 'Last name', change: 'required', paused: false }),
    ];
    const editor = await ready();
    await shows(editor, 'HubSpot changed a field');
    service.drift = [];
    click(editor, '.general .btn', 'Read the HubSpot fields again');
    await shows(editor, 'The fields were read again.');
    expect(service.of('GET /crm/fields').at(-1)!.query['refresh']).to.equal('true');
    expect(text(editor)).not.to.contain('HubSpot changed a field');
    service.on('GET /crm/fields', () => refusal('crm_unreachable'));
    await openFromMenu(editor, 'Read the HubSpot fields again');
    await shows(editor, 'HubSpot did not give its fields just now.');
    await passesAxe(editor);
  });
});

describe('what is not saved', () => {
  it('is asked about before another CRM takes its place', async () => {
    service.connections = [connection('hubspot'), connection('zoho')];
    const editor = await ready();
    await choose(editor, 'title', 'job');
    const toZoho = async () => {
      one(editor, 'button.provider').click();
      await waitUntil(() => one(editor, '#menu').matches(':popover-open'));
      await sendKeys({ press: 'z' });
      await sendKeys({ press: 'Enter' });
      await says(editor, '1 change would be lost when Zoho CRM is shown.');
    };
    await toZoho();
    await passesAxe(editor);
    click(editor, '#dialog .btn', 'Stay here');
    await waitUntil(() => !opened(editor));
    expect(editor.dirty).to.equal(true);
    await toZoho();
    click(editor, '#dialog .btn', 'Save and go on');
    await waitUntil(() => service.of('GET /crm/fields').at(-1)?.query['provider'] === 'zoho');
    expect(service.mapping('contact').version).to.equal(1);
  });

  it('is told to the page that shows another CRM, but not where a person gave it up', async () => {
    service.connections = [connection('hubspot'), connection('zoho')];
    const editor = await ready();
    const told: CustomEvent['detail'][] = [];
    editor.addEventListener('crm-mapping-abandoned', (event) => told.push(event.detail));
    await choose(editor, 'title', 'job');
    editor.provider = 'zoho';
    await waitUntil(() => service.of('GET /crm/fields').at(-1)?.query['provider'] === 'zoho');
    expect(told).to.have.length(1);
    await shows(editor, 'Find a field');
    await choose(editor, 'title', 'job');
    one(editor, 'button.provider').click();
    await waitUntil(() => one(editor, '#menu').matches(':popover-open'));
    expect(editor.dirty).to.equal(true);
    click(editor, '#menu .item', 'HubSpot · Nordest Energia');
    await says(editor, '1 change would be lost');
    click(editor, '#dialog .btn', 'Discard and go on');
    await waitUntil(() => service.of('GET /crm/fields').at(-1)?.query['provider'] === 'hubspot');
    expect(told).to.have.length(1);
  });

  it('is told to the page when the editor is taken out of it, and not when it is only moved', async () => {
    const editor = await ready();
    await choose(editor, 'title', 'job');
    const told: unknown[] = [];
    const listen = (event: Event) => told.push((event as CustomEvent).detail);
    document.addEventListener('crm-mapping-abandoned', listen);
    const parent = editor.parentElement!;
    parent.append(editor);
    await editor.updateComplete;
    expect(told).to.deep.equal([]);
    editor.remove();
    await waitUntil(() => told.length === 1);
    document.removeEventListener('crm-mapping-abandoned', listen);
    const { unsaved } = told[0] as { unsaved: { object: string; rows: unknown[] }[] };
    expect(unsaved.map(({ object }) => object)).to.deep.equal(['contact']);
    expect(unsaved[0]!.rows).to.deep.include(row('title', 'jobtitle'));
  });
});

describe('panels on a small screen', () => {
  it('do not scroll sideways at 320 px, right to left, in Italian', async () => {
    await setViewport({ width: 320, height: 800 });
    service.history.trial = [TRIAL];
    const editor = await ready({ lang: 'it', dir: 'rtl' });
    const rows = structuredClone(service.mapping('contact').rows);
    rows[3]!.crm = 'phone';
    service.put('contact', rows, 'Marta Rinaldi');
    await shows(editor, 'Cerca un campo');
    await choose(editor, 'last_name', 'contract');
    await shows(editor, 'Prova su');
    await editor.save();
    await shows(editor, 'ha salvato nel frattempo');
    click(editor, '.save-bar .btn', 'Confronta');
    await says(editor, 'Scegli per ogni campo');
    const dialog = one(editor, '#dialog');
    expect(dialog.scrollWidth).to.be.at.most(dialog.clientWidth);
    expect(dialog.getBoundingClientRect().width).to.be.at.most(320);
    expect(document.documentElement.scrollWidth).to.be.at.most(320);
    await passesAxe(editor);
    expect(hasFocus(editor, one(editor, '#dialog .btn'))).to.equal(true);
  });
});
