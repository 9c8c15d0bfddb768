import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 120_000;
const PAUSE_MS = 150;

/** The host's backend: asks until it has an answer, with the same ids each time, as a good one does. */
export interface Host {
  keys: { admin: string; secret: string; workspace: string };
  workspaceId: string;
  ask<T = unknown>(method: string, path: string, options?: { key?: string; body?: unknown }): Promise<T>;
  /** Answers that were lost or were refused for the moment, and then came. */
  retries: number;
  /** Answers that a service must never give. */
  faults: string[];
}

/** 409 of a switch that is off, of a key in use; 429 and 503 of what is away. */
const PASSING = new Set([409, 429, 503]);

export function createHost(url: string, adminKey: string): Host {
  const host: Host = {
    keys: { admin: adminKey, secret: '', workspace: '' },
    workspaceId: 'ws_fault',
    retries: 0,
    faults: [],
    async ask<T>(method: string, path: string, { key, body }: { key?: string; body?: unknown } = {}) {
      const until = performance.now() + PATIENCE_MS;
      for (;;) {
        const answer = await tryOnce(`${url}${path}`, method, key ?? host.keys.workspace, body);
        if (answer.status >= 200 && answer.status < 300) return answer.body as T;
        const said = `${method} ${path} answered ${answer.status} ${JSON.stringify(answer.body)}`;
        if (answer.status >= 500 && answer.status !== 503) host.faults.push(said);
        const isPassing = answer.status === 0 || answer.status >= 500 || PASSING.has(answer.status);
        assert.ok(isPassing, said);
        assert.ok(performance.now() < until, `asked in vain for ${PATIENCE_MS} ms: ${said}`);
        host.retries += 1;
        await sleep(PAUSE_MS);
      }
    },
  };
  return host;
}

/** Status 0 for an answer that did not come. */
async function tryOnce(
  url: string,
  method: string,
  key: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  } catch (error) {
    return { status: 0, body: String(error) };
  }
}
