import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writePrivate } from '../support/data-folder.js';
import { type Call, makeCalls } from './calls.js';

/** Linea's calls, newest first. */
export type CallBook = readonly Call[];

/** Calls kept in the folder from earlier today, so that a restart shows the same ones; else new ones of today. */
export async function openCallBook(folder: string, now = new Date()): Promise<CallBook> {
  const path = join(folder, 'calls.json');
  const today = now.toDateString();
  const kept = await readKept(path);
  if (kept?.day === today) return kept.calls;
  const calls = makeCalls(`call_${randomBytes(3).toString('hex')}`, now);
  await writePrivate(path, { day: today, calls });
  return calls;
}

/** A file that cannot be read is written anew: its calls are examples. */
async function readKept(path: string): Promise<{ day: string; calls: Call[] } | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as { day: string; calls: Call[] };
  } catch {
    return null;
  }
}
