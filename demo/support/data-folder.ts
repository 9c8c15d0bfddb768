import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DemoError, systemCode } from './demo-error.js';
import type { DemoSettings } from './settings.js';

/** Keys of the demo's service, made once and kept. */
export interface DemoKeys {
  adminKey: string;
  encryptionKey: string;
  /** `sk_` of the demo's app. */
  secretKey: string;
}

/** Creates the folder and proves that it can be written. @throws DemoError when it cannot. */
export async function openDataFolder(asked: string): Promise<string> {
  const folder = resolve(asked);
  try {
    // Root's PostgreSQL runs as another user, who has to pass through; the files inside are 0600.
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await writeFile(join(folder, '.writable'), '');
  } catch (error) {
    const code = systemCode(error) ?? String(error);
    throw new DemoError(
      `Cannot write to the data folder ${folder} (${code}): give this user write access to it, or set DATA_DIR to another folder.`,
      { cause: error },
    );
  }
  return folder;
}

/**
 * The keys given, else those kept in the folder's `keys.json` (0600), else new ones, which are then kept.
 * A given key is never written there.
 */
export async function loadKeys(folder: string, settings: DemoSettings): Promise<DemoKeys> {
  const path = join(folder, 'keys.json');
  const kept = await readKept(path);
  const whole: DemoKeys = {
    adminKey: kept.adminKey ?? randomBytes(24).toString('base64url'),
    encryptionKey: kept.encryptionKey ?? `${randomBytes(32).toString('base64url')}=`,
    secretKey: kept.secretKey ?? `sk_demo_${randomBytes(24).toString('base64url')}`,
  };
  if (Object.keys(kept).length < 3) await writePrivate(path, whole);
  return {
    adminKey: settings.adminKey ?? whole.adminKey,
    encryptionKey: settings.encryptionKey ?? whole.encryptionKey,
    secretKey: settings.secretKey ?? whole.secretKey,
  };
}

async function readKept(path: string): Promise<Partial<DemoKeys>> {
  const text = await readFile(path, 'utf8').catch((error) => {
    if (systemCode(error) === 'ENOENT') return '{}';
    throw new DemoError(`Cannot read the demo's keys in ${path} (${systemCode(error)}).`, { cause: error });
  });
  try {
    return JSON.parse(text) as Partial<DemoKeys>;
  } catch {
    throw new DemoError(`The demo's keys in ${path} are damaged: remove the data folder to start anew.`);
  }
}

/** Whole or not at all, for this user's eyes only. */
export async function writePrivate(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
  await rename(`${path}.new`, path);
}
