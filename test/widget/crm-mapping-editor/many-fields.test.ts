import { expect, nextFrame } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import type { CrmMappingEditor } from '../../../widget/crm-mapping-editor/crm-mapping-editor.js';
import { waitUntil } from '../support/wait-until.js';
import { countDrawn, MOST_OPTIONS, MOST_ROWS, offerFields } from './many-fields.js';
import {
  all,
  beginEach,
  focused,
  hasFocus,
  one,
  passesAxe,
  press,
  ready,
  select,
  service,
  words,
} from './page.js';

beginEach();

const entries = (editor: Element) => all(editor, '.entry');
const fieldOf = (entry: Element | null | undefined) => (entry as HTMLElement | undefined)?.dataset['field'];
const focusedField = (editor: Element) => fieldOf(focused(editor)?.closest('.entry'));
/** Rows of the window that are white because nothing is drawn there. */
function blankPx(editor: Element): number {
  const seen = (element: Element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
  };
  return all(editor, '.grid > .space').reduce((sum, space) => sum + seen(space), 0);
}

/** Where it stands once all around it is measured: the same for some frames. */
async function restOf(entry: Element): Promise<number> {
  let top = entry.getBoundingClientRect().top;
  for (let frames = 0; frames < 3; frames++) {
    await nextFrame();
    const now = entry.getBoundingClientRect().top;
    if (now !== top) frames = -1;
    top = now;
  }
  return top;
}

async function thousand(): Promise<CrmMappingEditor> {
  offerFields(service, 1000);
  const editor = await ready();
  await waitUntil(() => one(editor, '.grid').getAttribute('aria-rowcount') === '1001');
  return editor;
}

describe('<crm-mapping-editor> with a thousand fields on either side', () => {
  it('draws the rows near what is visible, wherever that is', async () => {
    const editor = await thousand();
    expect(entries(editor).length).to.be.within(10, MOST_ROWS);
    for (const part of [0.25, 0.5, 1]) {
      scrollTo(0, part * document.documentElement.scrollHeight);
      await waitUntil(() => blankPx(editor) === 0, `rows at ${part}`);
      expect(entries(editor).length).to.be.within(10, MOST_ROWS);
    }
    await waitUntil(() => fieldOf(entries(editor).at(-1)) === 'custom.field_999');
    await passesAxe(editor);
  });

  it('tells assistive tech which of how many rows each is', async () => {
    const editor = await thousand();
    expect(entries(editor)[3]!.getAttribute('aria-rowindex')).to.equal('5');
    scrollTo(0, document.documentElement.scrollHeight);
    await waitUntil(() => entries(editor).at(-1)!.getAttribute('aria-rowindex') === '1001');
  });

  it('does not move what is read while rows above it are measured', async () => {
    const editor = await thousand();
    scrollTo(0, 20_000);
    await waitUntil(() => blankPx(editor) === 0);
    const seen = entries(editor).find((entry) => entry.getBoundingClientRect().top > 100)!;
    const before = await restOf(seen);
    scrollBy(0, -300);
    await waitUntil(() => blankPx(editor) === 0 && Math.abs(seen.getBoundingClientRect().top - before) > 100);
    expect((await restOf(seen)) - before).to.be.closeTo(300, 1);
  });

  it('keeps the focused row, and the arrows go on from it, though it is scrolled away', async () => {
    const editor = await thousand();
    select(editor, 'custom.field_2').focus();
    scrollTo(0, 30_000);
    await waitUntil(() => blankPx(editor) === 0 && scrollY > 20_000);
    expect(hasFocus(editor, select(editor, 'custom.field_2'))).to.equal(true);
    expect(entries(editor).length).to.be.at.most(MOST_ROWS + 3);
    await sendKeys({ press: 'ArrowDown' });
    expect(focusedField(editor)).to.equal('custom.field_3');
    await waitUntil(() => scrollY < 1000 && blankPx(editor) === 0);
  });

  it('goes to the first, the last and the next page of rows by keyboard', async () => {
    const editor = await thousand();
    select(editor, 'custom.field_2').focus();
    await press('End', 'Control');
    await waitUntil(() => focusedField(editor) === 'custom.field_999');
    await waitUntil(() => blankPx(editor) === 0);
    await sendKeys({ press: 'PageUp' });
    await waitUntil(() => focusedField(editor) !== 'custom.field_999');
    const at = Number(focusedField(editor)!.split('_').at(-1));
    expect(at).to.be.within(975, 995);
    await press('Home', 'Control');
    await waitUntil(() => focusedField(editor) === 'custom.field_0');
    expect(all(editor, '.grid [tabindex="0"]').length).to.equal(1);
  });

  it('draws a bounded number of rows for a key in the search, and none for a key in the picker', async () => {
    const editor = await thousand();
    const drawn = await countDrawn(editor);
    one(editor, '#find').focus();
    for (const key of '77') {
      drawn.start();
      await sendKeys({ press: key });
      await editor.updateComplete;
      expect(drawn.rows).to.be.within(1, MOST_ROWS);
    }
    expect(entries(editor).map(fieldOf)).to.include.members(['custom.field_77', 'custom.field_770']);
    select(editor, 'custom.field_77').focus();
    await sendKeys({ press: 'o' });
    await waitUntil(() => one(editor, '#picker').matches(':popover-open'));
    for (const key of 'ther 9') {
      drawn.start();
      await sendKeys({ type: key });
      expect(drawn.rows).to.equal(0);
      expect(drawn.pickers).to.be.within(1, 2);
      expect(all(editor, '.option').length).to.be.within(1, MOST_OPTIONS);
    }
  });

  it('draws a bounded number of rows for an edit', async () => {
    const editor = await thousand();
    const drawn = await countDrawn(editor);
    select(editor, 'custom.field_5').focus();
    await sendKeys({ type: 'other 44' });
    await waitUntil(() => all(editor, '.option').length > 0);
    drawn.start();
    await sendKeys({ press: 'Enter' });
    await waitUntil(() => words(select(editor, 'custom.field_5')).includes('Other 44'));
    expect(drawn.rows).to.be.at.most(4 * MOST_ROWS);
  });

  it('takes rows of any height, and measures them again in another width', async () => {
    offerFields(service, 1000, { clash: true });
    const editor = await ready();
    await waitUntil(() => all(editor, '.notice').length > 3);
    scrollTo(0, document.documentElement.scrollHeight / 2);
    await waitUntil(() => blankPx(editor) === 0);
    await setViewport({ width: 360, height: 800 });
    await waitUntil(() => one(editor, '.grid').clientWidth < 400);
    scrollTo(0, document.documentElement.scrollHeight / 3);
    await waitUntil(() => blankPx(editor) === 0);
    expect(entries(editor).length).to.be.within(4, MOST_ROWS);
    expect(document.documentElement.scrollWidth).to.be.at.most(360);
  });

  it('goes to a row far away by F8', async () => {
    offerFields(service, 1000);
    service.mapping('contact').rows[700]!.crm = 'gone';
    const editor = await ready();
    select(editor, 'custom.field_0').focus();
    await sendKeys({ press: 'F8' });
    await waitUntil(() => focusedField(editor) === 'custom.field_700');
    await waitUntil(() => blankPx(editor) === 0);
  });
});
