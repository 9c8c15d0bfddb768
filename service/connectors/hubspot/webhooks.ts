import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedBySecret, WebhookRefusal, WebhookRequest, Webhooks } from '../webhooks.js';
import { readEvents } from './webhook-events.js';

const SIGNATURE = 'x-hubspot-signature-v3';
const TIMESTAMP = 'x-hubspot-request-timestamp';
const OLD_SIGNATURE = 'x-hubspot-signature';
const OLD_VERSION = 'x-hubspot-signature-version';

/** A request may be as much older, or newer, than our clock says. */
const WINDOW_MS = 300_000;

/** Escapes that are undone in the address before it is signed; all others stay. */
const DECODED: Readonly<Record<string, string>> = {
  ...{ '%3A': ':', '%2F': '/', '%3F': '?', '%40': '@', '%21': '!', '%24': '$' },
  ...{ '%27': "'", '%28': '(', '%29': ')', '%2A': '*', '%2C': ',', '%3B': ';' },
};

type Verdict = ReturnType<SignedBySecret['verify']>;

/**
 * HubSpot signs with the secret of our app, which all portals share: v3 is required; v1 and v2, which HubSpot sends
 * beside it, know no time, so that anyone who has seen one can send it again.
 *
 * @source validating requests page and the signature helper of the official SDK, see README.md, checked 2026-11.
 */
export function verify(request: WebhookRequest, secrets: readonly string[], acceptsOld: boolean): Verdict {
  const { headers } = request;
  const signature = headers[SIGNATURE];
  if (signature !== undefined) return verifyV3(request, signature, secrets);
  const old = headers[OLD_SIGNATURE];
  if (old === undefined) return refuse('signature_missing');
  if (!acceptsOld) return refuse('signature_outdated');
  const version = headers[OLD_VERSION] ?? 'v1';
  if (version !== 'v1' && version !== 'v2') return refuse('signature_outdated');
  return findSigner(old, secrets, (secret) => signOld(version, secret, request));
}

function verifyV3(request: WebhookRequest, signature: string, secrets: readonly string[]): Verdict {
  const timestamp = request.headers[TIMESTAMP];
  if (timestamp === undefined || !/^\d{1,15}$/.test(timestamp)) return refuse('time_missing');
  if (Math.abs(request.receivedAt.getTime() - Number(timestamp)) > WINDOW_MS)
    return refuse('time_out_of_window');
  const url = decodeUrl(request.url);
  return findSigner(signature, secrets, (secret) =>
    createHmac('sha256', secret)
      .update(request.method + url)
      .update(request.body)
      .update(timestamp)
      .digest('base64'),
  );
}

/** Hex SHA-256 of the secret and the body, of v2 with method and address between them. */
function signOld(version: 'v1' | 'v2', secret: string, { method, url, body }: WebhookRequest): string {
  const before = version === 'v1' ? secret : secret + method + url;
  return createHash('sha256').update(before).update(body).digest('hex');
}

export function decodeUrl(url: string): string {
  return url.replace(/%[0-9A-F]{2}/gi, (code) => DECODED[code.toUpperCase()] ?? code);
}

/** Texts are compared, not what they stand for: base64 writes some bytes in several ways. Every secret is tried. */
function findSigner(given: string, secrets: readonly string[], sign: (secret: string) => string): Verdict {
  const bytes = Buffer.from(given);
  let signedBy = -1;
  for (const [index, secret] of secrets.entries()) {
    const expected = Buffer.from(sign(secret));
    if (expected.length === bytes.length && timingSafeEqual(expected, bytes)) signedBy = index;
  }
  return signedBy === -1 ? refuse('signature_wrong') : { signedBy };
}

const refuse = (refused: WebhookRefusal): Verdict => ({ refused });

export const webhooks: Webhooks = {
  headers: [SIGNATURE, TIMESTAMP, OLD_SIGNATURE, OLD_VERSION],
  signed: { kind: 'secret', verify },
  readEvents,
};
