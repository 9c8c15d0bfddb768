import type { Answer } from '../sandbox.js';

const HANG_MS = 120_000;
const SLOW_MS = 1_000;

/** The faults of the network between a CRM and us: what becomes of a request, whose answer `run` makes. Null for any other. */
export async function strikeOnTheWay(
  fault: { kind: string; delay_ms: number | null } | null,
  faults: { holdUp(ms: number): Promise<void> },
  run: () => Promise<Answer> | Answer,
): Promise<Answer | null> {
  switch (fault?.kind) {
    case 'reset':
      return { hangMs: 0 };
    case 'timeout_before_write':
      return { hangMs: fault.delay_ms ?? HANG_MS };
    case 'timeout_after_write':
      await run();
      return { hangMs: fault.delay_ms ?? HANG_MS };
    case 'slow':
      await faults.holdUp(fault.delay_ms ?? SLOW_MS);
      return run();
    default:
      return null;
  }
}

/** An answer with the wait that a fault tells. */
export function withRetryAfter(answer: Answer, { retry_after_s }: { retry_after_s: number | null }): Answer {
  if (retry_after_s === null || answer.hangMs !== undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(retry_after_s) } };
}
