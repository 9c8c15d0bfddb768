import { createHash, createHmac } from 'node:crypto';

/** Escapes that are decoded in the URI before it is signed. */
const DECODED: Record<string, string> = {
  '%3A': ':',
  '%2F': '/',
  '%3F': '?',
  '%40': '@',
  '%21': '!',
  '%24': '$',
  '%27': "'",
  '%28': '(',
  '%29': ')',
  '%2A': '*',
  '%2C': ',',
  '%3B': ';',
};

/** v1: hex SHA-256 of secret and body. */
export function signV1(secret: string, body: string): string {
  return createHash('sha256')
    .update(secret + body)
    .digest('hex');
}

/** v3: base64 HMAC-SHA-256 over method, URI, body and timestamp, one after the other. */
export function signV3(
  secret: string,
  method: string,
  uri: string,
  body: string,
  timestampMs: number,
): string {
  const decoded = uri.replace(/%[0-9A-F]{2}/gi, (code) => DECODED[code.toUpperCase()] ?? code);
  return createHmac('sha256', secret).update(`${method}${decoded}${body}${timestampMs}`).digest('base64');
}

/** Headers of a delivery: v1 and v3 are sent together. */
export function signedHeaders(
  secret: string,
  url: string,
  body: string,
  nowMs: number,
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'HubSpot Connect 2.0 (sandbox)',
    'x-hubspot-signature': signV1(secret, body),
    'x-hubspot-signature-version': 'v1',
    'x-hubspot-request-timestamp': String(nowMs),
    'x-hubspot-signature-v3': signV3(secret, 'POST', url, body, nowMs),
  };
}
