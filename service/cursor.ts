/** A cursor is opaque to callers; ours holds what the next query starts from. */
export function encodeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
