import type { ClickOptions, ElementHandle, Page } from 'puppeteer-core';

/** Many times what an idle machine needs: four lanes of tests share two cores. */
const TIMEOUT_MS = 45_000;
/** By the clock: a page behind another window draws no frames to wait for. */
export const WAIT = { timeout: TIMEOUT_MS, polling: 50 };

/** What a person sees of an element, its shadow included, once it matches. @throws with the text it had instead. */
export async function waitForText(page: Page, tag: string, expected: RegExp): Promise<string> {
  try {
    const found = await page.waitForFunction(
      (name, source, flags) => {
        for (const host of document.querySelectorAll(name)) {
          const children = [...(host.shadowRoot?.children ?? [])] as HTMLElement[];
          const text = children.map((child) => child.innerText ?? '').join('\n');
          if (new RegExp(source, flags).test(text)) return text;
        }
        return null;
      },
      WAIT,
      tag,
      expected.source,
      expected.flags,
    );
    return String(await found.jsonValue());
  } catch (error) {
    throw new Error(`<${tag}> never showed ${expected}; it shows: ${await readText(page, tag)}`, {
      cause: error,
    });
  }
}

/** What a person sees of every element of this name. */
export async function readText(page: Page, tag: string): Promise<string> {
  return page.evaluate((name) => {
    const hosts = [...document.querySelectorAll(name)];
    const children = hosts.flatMap((host) => [...(host.shadowRoot?.children ?? [])]) as HTMLElement[];
    return children.map((child) => child.innerText ?? '').join('\n');
  }, tag);
}

/** The first thing a person can press in an element whose words match, once it can be pressed. */
export async function findControl(
  page: Page,
  selector: string,
  words: RegExp,
): Promise<ElementHandle<HTMLElement>> {
  try {
    const found = await page.waitForFunction(
      (hostSelector, source) => {
        for (const host of document.querySelectorAll(hostSelector)) {
          const controls = host.shadowRoot?.querySelectorAll<HTMLElement>('button, a, [role="option"]') ?? [];
          for (const control of controls) {
            const text = `${control.innerText} ${control.getAttribute('aria-label') ?? ''}`;
            const isOff = control.matches(':disabled, [aria-disabled="true"]');
            if (!isOff && control.checkVisibility() && new RegExp(source).test(text)) return control;
          }
        }
        return null;
      },
      WAIT,
      selector,
      words.source,
    );
    return found as ElementHandle<HTMLElement>;
  } catch (error) {
    throw new Error(`${selector} has nothing to press that says ${words}`, { cause: error });
  }
}

/** Waits until nothing on the page is loading any more, which would move what is below it. */
export async function waitForCalm(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const elements = [...document.querySelectorAll('*')].filter(({ localName }) =>
      localName.startsWith('crm-'),
    );
    return elements.every(({ shadowRoot }) => !shadowRoot?.querySelector('[aria-busy="true"]'));
  }, WAIT);
}

/** Presses it with the mouse, once it has come to rest. */
export async function press(page: Page, selector: string, words: RegExp): Promise<void> {
  await clickAtRest(await findControl(page, selector, words));
}

/** Clicks what a selector finds, once it is seen and has come to rest. */
export async function click(page: Page, selector: string, options?: ClickOptions): Promise<void> {
  const found = await page.waitForSelector(selector, { visible: true, timeout: TIMEOUT_MS });
  if (found) await clickAtRest(found as ElementHandle<HTMLElement>, options);
}

/** What is drawn above a control moves it as it arrives. */
export async function clickAtRest(
  control: ElementHandle<HTMLElement>,
  options?: ClickOptions,
): Promise<void> {
  await control.evaluate(async (element) => {
    element.scrollIntoView({ block: 'center', behavior: 'instant' });
    for (let before = ''; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const { x, y, width, height } = element.getBoundingClientRect();
      const place = [x, y, width, height].join();
      if (place === before) return;
      before = place;
    }
  });
  await control.click(options);
}

/** Waits until what the selector finds in an element has the focus. */
export async function waitForFocus(page: Page, tag: string, selector: string): Promise<void> {
  await page.waitForFunction(
    (name, wanted) =>
      [...document.querySelectorAll(name)].some((host) => host.shadowRoot?.activeElement?.matches(wanted)),
    WAIT,
    tag,
    selector,
  );
}

/** The window that `act` opens. */
export async function openedBy(page: Page, act: () => Promise<unknown>): Promise<Page> {
  let timer: NodeJS.Timeout | undefined;
  const opened = new Promise<Page>((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('No window was opened.')), TIMEOUT_MS);
    page.once('popup', (popup) =>
      popup ? resolve(popup) : reject(new Error('The window was gone at once.')),
    );
  });
  // Awaited below: a window that does not come while `act` is under way must not go unheard.
  opened.catch(() => undefined);
  try {
    await act();
    return await opened;
  } finally {
    clearTimeout(timer);
  }
}

/** Settles when the window is gone. */
export async function waitForClose(popup: Page): Promise<void> {
  if (popup.isClosed()) return;
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('The window stayed open.')), TIMEOUT_MS);
    popup.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Connects the first CRM on offer, as a person who approves. */
export async function connectAndApprove(page: Page): Promise<void> {
  const popup = await openedBy(page, () => press(page, 'crm-connect', /^Connect/));
  await popup.waitForSelector('#allow');
  await popup.click('#allow');
  await waitForClose(popup);
}
