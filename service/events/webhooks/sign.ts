import { createHmac } from 'node:crypto';

/** What is signed and sent. */
export interface Message {
  /** The same over all tries. */
  id: string;
  at: Date;
  body: string;
}

/**
 * The headers of Standard Webhooks: the id, the time of this try in seconds, and a signature with each key.
 *
 * @source github.com/standard-webhooks/standard-webhooks, specification 1.0, checked 2026-11.
 */
export function signedHeaders({ id, at, body }: Message, keys: readonly Buffer[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = keys.map(
    (key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
