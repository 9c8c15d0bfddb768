import { Webhook } from 'standardwebhooks';

/** What is signed and sent. */
export interface Message {
  /** The same over all tries. */
  id: string;
  at: Date;
  body: string;
}

/** The headers of Standard Webhooks: the id, the time of this try in seconds, and a signature with each key. */
export function signedHeaders({ id, at, body }: Message, keys: readonly Buffer[]): Record<string, string> {
  const signatures = keys.map((key) => new Webhook(key, { format: 'raw' }).sign(id, at, body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
