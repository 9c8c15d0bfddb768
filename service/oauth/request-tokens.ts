import { request } from 'undici';
import { CrmError, type OAuth2Auth, ReconnectNeeded, type TokenSet } from '../connectors/connector.js';
import type { ProviderAccess } from './provider-access.js';

/** Shorter than a row lock may last, so that a refresh never outlives its lock. */
const TIMEOUT_MS = 15_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Asks a provider's token endpoint, for the first exchange and for refreshes alike.
 *
 * @param form what the grant needs; the client's id and secret are added.
 * @throws ReconnectNeeded when the grant is gone; CrmError `rate_limit` or `unavailable` when trying again makes sense,
 * `other` else. None of them holds a token or the answer.
 */
export async function requestTokens(
  auth: OAuth2Auth,
  access: ProviderAccess,
  form: Record<string, string>,
): Promise<TokenSet> {
  const { status, body } = await post(auth.tokenUrl(access.hosts), {
    ...form,
    client_id: access.clientId,
    client_secret: access.clientSecret,
  });
  const waitMs = auth.readWait?.(status, body) ?? (status === 429 ? 10_000 : null);
  if (waitMs !== null)
    throw new CrmError('rate_limit', 'the token endpoint asks us to slow down', {
      status,
      retryAfterMs: waitMs,
    });
  if (status >= 500) throw new CrmError('unavailable', `the token endpoint answered ${status}`, { status });
  if (form.grant_type === 'refresh_token' && auth.isGrantGone(status, body)) {
    throw new ReconnectNeeded('grant_revoked', 'the provider says that the grant is gone');
  }
  if (status >= 400)
    throw new CrmError('other', `the token endpoint refused: ${vendorCodeOf(body)}`, {
      status,
      vendorCode: vendorCodeOf(body),
    });
  try {
    return auth.readTokens(body);
  } catch {
    throw new CrmError(
      'other',
      `the token endpoint answered something else than tokens: ${vendorCodeOf(body)}`,
      { status, vendorCode: vendorCodeOf(body) },
    );
  }
}

/** Adds what a provider's introspection tells of new tokens, best effort: a sign-in does not fail for a name. */
export async function introspectTokens(
  auth: OAuth2Auth,
  access: ProviderAccess,
  tokens: TokenSet,
): Promise<TokenSet> {
  if (!auth.introspectUrl || !auth.readIntrospection) return tokens;
  try {
    const { status, body } = await post(auth.introspectUrl(access.hosts), {
      client_id: access.clientId,
      client_secret: access.clientSecret,
      token: tokens.accessToken,
      token_type_hint: 'access_token',
    });
    return status < 300 ? { ...tokens, extra: { ...tokens.extra, ...auth.readIntrospection(body) } } : tokens;
  } catch {
    return tokens;
  }
}

/** Tells a provider to forget a refresh token, best effort. */
export async function revokeToken(
  auth: OAuth2Auth,
  access: ProviderAccess,
  refreshToken: string,
): Promise<void> {
  const url = auth.revokeUrl(access.hosts, refreshToken);
  if (url === null) return;
  await post(url, {
    client_id: access.clientId,
    client_secret: access.clientSecret,
    token: refreshToken,
    token_type_hint: 'refresh_token',
  });
}

async function post(url: string, form: Record<string, string>): Promise<{ status: number; body: unknown }> {
  try {
    const response = await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.statusCode, body: parse(await readCapped(response.body)) };
  } catch (error) {
    // The original error can carry the request's body: it is not kept.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    throw new CrmError('unavailable', `the token endpoint does not answer (${code})`);
  }
}

async function readCapped(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The provider's own error code, if it is short and plain enough to show. */
function vendorCodeOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return 'no JSON';
  const code = 'error' in body ? body.error : 'status' in body ? body.status : null;
  return typeof code === 'string' && /^[\w .-]{1,60}$/.test(code) ? code : 'unknown';
}
