import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../../errors.js';

/** What a process takes of what is sent to it. */
export interface IngestLimits {
  /** A body larger than this is refused before it has come. Providers send some 100 kB at most. */
  bodyBytes: number;
  /** How long a body may take to come. */
  bodyMs: number;
  /** Bodies that are being read or wait to be stored, together. */
  heldBytes: number;
  /** Bodies that wait to be stored. */
  waiting: number;
}

export const LIMITS: IngestLimits = {
  ...{ bodyBytes: 1_000_000, bodyMs: 10_000 },
  ...{ heldBytes: 64_000_000, waiting: 5_000 },
};

/** Bytes that bodies hold now. */
export interface Held {
  bytes: number;
}

/** The sender went away in the middle: there is nobody to answer. */
export class SenderGone extends Error {}

/**
 * Reads a body as it comes. Its bytes are held until `leave` is called.
 *
 * @throws ServiceError `body_too_large`, `body_too_slow`, `webhook_queue_full`; SenderGone.
 */
export function readBody(
  req: IncomingMessage,
  held: Held,
  limits: IngestLimits,
): Promise<{ body: Buffer; leave: () => void }> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const leave = (): void => {
      held.bytes -= bytes;
      bytes = 0;
    };
    const end = (): void => {
      clearTimeout(timer);
      req.off('data', take).off('end', done).off('error', gone).off('close', gone);
    };
    const fail = (error: Error): void => {
      end();
      leave();
      reject(error);
    };
    const gone = (): void => fail(new SenderGone('the body did not arrive whole'));
    const done = (): void => {
      end();
      resolve({ body: chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks), leave });
    };
    const take = (chunk: Buffer): void => {
      if (bytes + chunk.length > limits.bodyBytes) fail(tooLarge());
      else if (held.bytes + chunk.length > limits.heldBytes) fail(queueFull());
      else {
        chunks.push(chunk);
        bytes += chunk.length;
        held.bytes += chunk.length;
      }
    };
    const timer = setTimeout(() => fail(new ServiceError('body_too_slow')), limits.bodyMs);
    if (Number(req.headers['content-length'] ?? 0) > limits.bodyBytes) fail(tooLarge());
    else req.on('data', take).on('end', done).on('error', gone).on('close', gone);
  });
}

const tooLarge = (): ServiceError =>
  new ServiceError('body_too_large', { detail: 'The body is larger than 1 MB. Send fewer events at once.' });

export const queueFull = (): ServiceError =>
  new ServiceError('webhook_queue_full', {
    detail: 'Too many webhooks wait to be stored. Nothing of this one was kept; send it again.',
    retryAfterS: 5,
  });
