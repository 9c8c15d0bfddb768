import { isDeepStrictEqual } from 'node:util';

/** Something was not as it should be; the message says what was expected and what was found. */
export class CheckFailure extends Error {
  override readonly name = 'CheckFailure';
}

/** @throws CheckFailure unless both are equal; of two lists it shows the first items that differ. */
export function expectSame(what: string, found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return;
  if (Array.isArray(found) && Array.isArray(expected) && found.length === expected.length) {
    const at = found.findIndex((item, i) => !isDeepStrictEqual(item, expected[i]));
    fail(`${what}, number ${at + 1}`, found[at], show(expected[at]));
  }
  fail(what, found, show(expected));
}

function fail(what: string, found: unknown, expected: string): never {
  throw new CheckFailure(`${what}: expected ${expected}, found ${show(found)}`);
}

/** @throws CheckFailure with `expected` unless it holds. */
export function expectThat(holds: boolean, what: string, expected: string, found: unknown): asserts holds {
  if (!holds) fail(what, found, expected);
}

/**
 * Asks until the answer will do.
 *
 * @throws CheckFailure with the last answer after `timeoutMs`.
 */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T>,
  will: (answer: T) => boolean,
  { timeoutMs = 30_000, everyMs = 100 } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (will(answer)) return answer;
    if (Date.now() > deadline)
      throw new CheckFailure(`${what}: not within ${timeoutMs / 1000} s; last ${show(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Runs steps one after the other and prints each with its time. */
export class Steps {
  passed = 0;
  /** Title of the step that failed. */
  failed: string | null = null;
  private readonly startedAt = performance.now();

  constructor(private readonly signal: AbortSignal) {}

  /** @param work its answer, if it is text, is printed behind the title. */
  async run(title: string, work: () => Promise<string | undefined>): Promise<void> {
    this.signal.throwIfAborted();
    const startedAt = performance.now();
    try {
      const detail = await work();
      this.passed += 1;
      print('✓', startedAt, title, detail ?? '');
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.failed = title;
      print('✗', startedAt, title, why);
      throw error instanceof CheckFailure ? error : new CheckFailure(why, { cause: error });
    }
  }

  /** Seconds since the first step. */
  get seconds(): string {
    return ((performance.now() - this.startedAt) / 1000).toFixed(1);
  }
}

function print(sign: string, startedAt: number, title: string, detail: string): void {
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(2).padStart(6);
  console.log(`  ${sign} ${seconds} s  ${title.padEnd(42)} ${detail}`.trimEnd());
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
