import { spawn } from 'node:child_process';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  Browser,
  computeExecutablePath,
  detectBrowserPlatform,
  install,
  resolveBuildId,
} from '@puppeteer/browsers';

const CACHE_FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'crm-connect-browsers');
const APT_PACKAGES = ['chromium', 'fonts-liberation'];
const WHAT_TO_DO = 'Install Chromium or Google Chrome, or set CHROME_PATH to one.';

/**
 * Installs a Chromium and returns its path: with apt on Debian and Ubuntu as root, elsewhere a Chrome for Testing in
 * the user's cache folder. One process installs; others wait for it and then take what it installed.
 *
 * @param findInstalled asked again after each wait and after apt.
 * @throws Error with one sentence that says what to install.
 */
export async function installBrowser(findInstalled: () => Promise<string | undefined>): Promise<string> {
  await mkdir(CACHE_FOLDER, { recursive: true });
  const release = await takeLock(join(CACHE_FOLDER, '.lock'));
  try {
    return (await findInstalled()) ?? (await installWithApt(findInstalled)) ?? (await downloadChrome());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`No Chromium was found and none could be installed (${reason}). ${WHAT_TO_DO}`, {
      cause,
    });
  } finally {
    await release();
  }
}

async function installWithApt(find: () => Promise<string | undefined>): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !(await isDebianLike())) return undefined;
  notice(`No Chromium found: installing ${APT_PACKAGES.join(' and ')} with apt-get (about 120 MB, once).`);
  // Ubuntu's chromium package only points at a snap, so a package that installs may still leave no browser.
  const isInstalled =
    (await run('apt-get', ['update', '-q'])) &&
    (await run('apt-get', [
      'install',
      '-y',
      '-q',
      '-o',
      'DPkg::Lock::Timeout=300',
      '--no-install-recommends',
      ...APT_PACKAGES,
    ]));
  const path = isInstalled ? await find() : undefined;
  return path && (await run(path, ['--version'])) ? path : undefined;
}

async function downloadChrome(): Promise<string> {
  const platform = detectBrowserPlatform();
  if (!platform) throw new Error(`there is no Chrome for Testing for ${process.platform} ${process.arch}`);
  const wanted = { browser: Browser.CHROME, cacheDir: CACHE_FOLDER, platform };
  const known = await readFile(join(CACHE_FOLDER, 'build-id'), 'utf8').catch(() => '');
  if (known) {
    const path = computeExecutablePath({ ...wanted, buildId: known });
    if (await run(path, ['--version'])) return path;
  }
  notice(`No Chromium found: downloading Chrome for Testing to ${CACHE_FOLDER} (about 170 MB, once).`);
  const buildId = await resolveBuildId(Browser.CHROME, platform, 'stable');
  const { executablePath } = await install({ ...wanted, buildId });
  if (!(await run(executablePath, ['--version']))) {
    throw new Error('the downloaded Chrome does not start, most likely because system libraries are missing');
  }
  await writeFile(join(CACHE_FOLDER, 'build-id'), buildId);
  return executablePath;
}

async function isDebianLike(): Promise<boolean> {
  const text = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(text);
}

function run(command: string, args: string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      stdio: 'ignore',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}

/** A folder is the lock, since making one either succeeds or fails; its owner's pid tells a stale one. */
async function takeLock(folder: string): Promise<() => Promise<void>> {
  const owner = join(folder, 'pid');
  for (;;) {
    try {
      await mkdir(folder);
      await writeFile(owner, String(process.pid));
      return () => rm(folder, { recursive: true, force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (await isStale(folder, owner)) await rm(folder, { recursive: true, force: true });
    else await pause(250);
  }
}

async function isStale(folder: string, owner: string): Promise<boolean> {
  const pid = Number(await readFile(owner, 'utf8').catch(() => ''));
  if (pid) return !isRunning(pid);
  const made = await stat(folder).catch(() => undefined);
  return made !== undefined && Date.now() - made.mtimeMs > 10_000;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function notice(line: string): void {
  process.stderr.write(`${line}\n`);
}
