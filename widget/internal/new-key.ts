/** A fresh `Idempotency-Key`. Not `crypto.randomUUID`: that is missing on pages served without https. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
