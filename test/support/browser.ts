import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, type LaunchOptions, launch } from 'puppeteer-core';
import { installBrowser } from './install-browser.js';

const NAMES_ON_PATH = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'microsoft-edge',
];

const MACOS_APPS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

let found: Promise<string> | undefined;

/**
 * The path of a Chromium that can run the tests: `CHROME_PATH`, else one already installed, else one installed now
 * (with a notice line before). Asked twice it looks once; two processes never install at the same time.
 *
 * @throws Error with one sentence that says what to install, when nothing was found and nothing could be installed.
 */
export function findOrInstallBrowser(): Promise<string> {
  found ??= findInstalledBrowser().then((path) => path ?? installBrowser(findInstalledBrowser));
  return found;
}

/** The path of an installed Chromium, or undefined. `CHROME_PATH` wins, and must then exist. */
export async function findInstalledBrowser(): Promise<string | undefined> {
  const named = process.env['CHROME_PATH'];
  if (named) {
    if (await isExecutable(named)) return named;
    throw new Error(`CHROME_PATH names ${named}, which is not an executable file.`);
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const onPath = NAMES_ON_PATH.flatMap((name) => folders.map((folder) => join(folder, name)));
  const candidates = process.platform === 'darwin' ? [...onPath, ...MACOS_APPS] : onPath;
  for (const path of candidates) {
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

/**
 * Flags that keep a run hermetic: no update traffic, no proxy, and no name resolves but this machine's own.
 * Chromium refuses to start as root with its sandbox on, so only root turns it off.
 */
export function hermeticArgs(): string[] {
  const args = [
    '--disable-component-update',
    '--disable-domain-reliability',
    '--no-proxy-server',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
  ];
  return process.getuid?.() === 0 ? [...args, '--no-sandbox'] : args;
}

/**
 * Starts a headless Chromium that reaches this machine only. The caller closes it; it also ends by itself when the
 * process that started it is gone, since it is driven over a pipe. `options.args` are added to the hermetic ones.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  return launch({
    executablePath: await findOrInstallBrowser(),
    pipe: true,
    // Where every core is taken it takes a while to start.
    timeout: 120_000,
    ...options,
    args: [...hermeticArgs(), ...(options.args ?? [])],
  });
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
