import { request } from 'undici';
import type { Clock } from '../clock.js';

const TIMEOUT_MS = 5_000;
/** Anyone may ask for health: the provider is asked at most this often. */
const KEEP_MS = 10_000;

export interface HostHealth {
  status: 'ok' | 'unreachable';
  /** Null when unreachable. */
  latency_ms: number | null;
  checked_at: string;
}

const recent = new Map<string, { at: number; answer: Promise<HostHealth> }>();

/** Whether a provider answers at all; any HTTP answer below 500 counts, no credentials are sent. */
export function checkHost(url: string, clock: Clock): Promise<HostHealth> {
  const now = clock.now().getTime();
  const kept = recent.get(url);
  if (kept && now - kept.at < KEEP_MS) return kept.answer;
  const answer = ask(url, clock);
  recent.set(url, { at: now, answer });
  return answer;
}

async function ask(url: string, clock: Clock): Promise<HostHealth> {
  const started = performance.now();
  try {
    const { statusCode, body } = await request(url, {
      method: 'GET',
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    await body.dump();
    const status = statusCode < 500 ? 'ok' : 'unreachable';
    return {
      status,
      latency_ms: Math.round(performance.now() - started),
      checked_at: clock.now().toISOString(),
    };
  } catch {
    return { status: 'unreachable', latency_ms: null, checked_at: clock.now().toISOString() };
  }
}
