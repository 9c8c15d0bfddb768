import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { isPidAlive } from '../../../../service/store/embedded/process-identity.js';
import { findProgram } from '../../../support/program.js';

/** Settings of clusters that live as long as one test; what is committed still outlives a killed server. */
export const fast = { fsync: 'off', full_page_writes: 'off', shared_buffers: '16MB' };

/** `nobody` on Linux: an account every system has and that owns nothing. */
export const nobody = 65_534;

/** A folder everybody may pass through, removed by `remove`. */
export function makeScratch(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'crm-embedded-'));
  chmodSync(dir, 0o755);
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }) };
}

/** Runs one query on a connection of its own and returns its rows. */
export async function ask<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 15_000,
    query_timeout: 60_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until `claim` holds, at most a minute. */
export async function until(what: string, claim: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!claim()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await delay(10);
  }
}

/** Waits until no such process runs. */
export function untilDead(pid: number): Promise<void> {
  return until(`process ${pid} ended`, () => !isPidAlive(pid));
}

/** What start-child.ts reports. */
export interface ChildReport {
  pid: number;
  port: number;
  url: string;
  dataDir: string;
  error?: string;
}

/** A node process of its own that started, or failed to start, a server. */
export interface StarterProcess {
  child: ChildProcess;
  report: ChildReport;
  /** Ends it in an orderly way: it stops its server first. */
  finish(): Promise<void>;
}

const starters = new Set<ChildProcess>();

/** Ends what a failed test left behind; for `after`. */
export function endStarters(): void {
  for (const child of starters) child.kill('SIGKILL');
}

/** Runs start-child.ts, as another user or in another environment if asked. */
export async function spawnStarter(
  dataDir: string,
  options: { uid?: number; env?: NodeJS.ProcessEnv; settings?: Record<string, string> } = {},
): Promise<StarterProcess> {
  const { path, execArgv } = findProgram(new URL('start-child.ts', import.meta.url));
  const { uid, env = process.env, settings = fast } = options;
  const child = spawn(process.execPath, [...execArgv, path, dataDir, JSON.stringify(settings)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  starters.add(child);
  const ended = once(child, 'exit').then(() => starters.delete(child));
  const finish = async () => {
    child.stdin?.end();
    await ended;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, report: JSON.parse(line) as ChildReport, finish };
  }
  throw new Error('The starter process ended without a word.');
}
