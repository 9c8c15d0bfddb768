/** A reason to stop that a person can act on; the message is one sentence that says what to do. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}

/** The code of a system error (`EADDRINUSE`), if it has one. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
