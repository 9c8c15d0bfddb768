import { fixture, fixtureCleanup, html } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import '../../../widget/crm-mapping-editor/define.js';
import type { CrmMappingEditor } from '../../../widget/crm-mapping-editor/crm-mapping-editor.js';
import { passesAxe as passes } from '../support/axe.js';
import { waitUntil } from '../support/wait-until.js';
import { FakeService, SERVICE } from './service.js';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
/** The service of the test that runs. */
export let service: FakeService;

interface Page {
  lang?: string;
  dir?: 'ltr' | 'rtl';
  theme?: 'light' | 'dark';
}

export async function mount({
  lang = 'en',
  dir = 'ltr',
  theme = 'light',
}: Page = {}): Promise<CrmMappingEditor> {
  const page = await fixture(html`<div lang=${lang} dir=${dir}>
    <crm-mapping-editor service-url=${SERVICE} token="et_1" theme=${theme}></crm-mapping-editor>
  </div>`);
  return page.querySelector('crm-mapping-editor')!;
}

export const all = (editor: Element, selector: string) => [
  ...editor.shadowRoot!.querySelectorAll<HTMLElement>(selector),
];
export const one = (editor: Element, selector: string) => {
  const found = editor.shadowRoot!.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
/** Its texts, one blank between two. */
export function words(element: Element | null): string {
  const walker = document.createTreeWalker(element ?? document.createTextNode(''), NodeFilter.SHOW_TEXT);
  const texts: string[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode.textContent ?? '');
  return texts.join(' ').replace(/\s+/g, ' ').trim();
}

/** Presses a key while others are held down. */
export async function press(key: string, ...held: string[]): Promise<void> {
  for (const down of held) await sendKeys({ down });
  await sendKeys({ press: key });
  for (const up of held) await sendKeys({ up });
}
export const text = (editor: Element) => words(one(editor, 'div'));
export const shows = (editor: Element, wanted: string) =>
  waitUntil(
    () => text(editor).includes(wanted),
    () => `"${wanted}" in "${text(editor)}"`,
  );
export const focused = (editor: Element) => editor.shadowRoot!.activeElement as HTMLElement | null;
// Elements are never handed to `expect`: printing one of a failed test takes the browser minutes.
export const hasFocus = (editor: Element, element: Element) => focused(editor) === element;
export const cell = (editor: Element, field: string, part: string) =>
  one(editor, `[data-field="${field}"] .row ${part}`);
export const select = (editor: Element, field: string) => cell(editor, field, '.select');

/** A loaded editor whose pickers are there too. */
export async function ready(page: Page = {}): Promise<CrmMappingEditor> {
  const editor = await mount(page);
  await waitUntil(() => all(editor, '.entry').length > 0 && all(editor, '#picker').length > 0, 'rows');
  await waitUntil(
    () => all(editor, '.sample .line').length > 0 || service.count('POST /crm/mappings/preview') > 0,
  );
  // What arrives later is drawn in the middle of a test.
  await waitUntil(() => service.waiting === 0, 'everything is answered');
  await editor.updateComplete;
  return editor;
}

/** Chooses a CRM field by typing in the row. */
export async function choose(editor: CrmMappingEditor, field: string, typed: string): Promise<void> {
  select(editor, field).focus();
  await sendKeys({ type: typed });
  await waitUntil(() => one(editor, '#picker').matches(':popover-open'));
  await sendKeys({ press: 'Enter' });
  await editor.updateComplete;
}

export const passesAxe = (editor: Element) => passes(editor, TAGS);

/** That it passes also in the dark, where it passed in the light. */
export async function passesAxeInTheDark(editor: CrmMappingEditor): Promise<void> {
  editor.theme = 'dark';
  await editor.updateComplete;
  await passes(editor, 'colours');
}

/** A service of its own for each test of the file, and a page as it was after it. */
export function beginEach(): void {
  beforeEach(() => {
    service = new FakeService();
  });

  afterEach(async () => {
    fixtureCleanup();
    scrollTo(0, 0);
    service.restore();
    await setViewport({ width: 1100, height: 900 });
  });
}
