import { timeOf } from '../answer-headers.js';
import { type ConnectorSession, CrmError } from '../connector.js';
import type { CrmRequest } from '../http-door.js';
import type { HubspotType } from './types.js';

/** Version of each API family; a dated version is supported for 18 months from its release. */
const VERSIONS = {
  objects: '2026-09',
  associations: '2026-09',
  properties: '2026-09',
  pipelines: '2026-09',
  owners: '2026-09',
  oauth: '2026-09',
  account: '2026-09',
  installs: '2026-09',
} as const;

/** Paths below the API URL. */
export const PATHS = {
  objects: (type: HubspotType) => `/crm/objects/${VERSIONS.objects}/${type}`,
  associations: (from: HubspotType, to: HubspotType) =>
    `/crm/associations/${VERSIONS.associations}/${from}/${to}/batch`,
  properties: (type: HubspotType) => `/crm/properties/${VERSIONS.properties}/${type}`,
  pipelines: `/crm/pipelines/${VERSIONS.pipelines}/deals`,
  owners: `/crm/owners/${VERSIONS.owners}`,
  token: `/oauth/${VERSIONS.oauth}/token`,
  introspect: `/oauth/${VERSIONS.oauth}/token/introspect`,
  revoke: `/oauth/${VERSIONS.oauth}/token/revoke`,
  account: `/account-info/${VERSIONS.account}/details`,
  uninstall: `/appinstalls/${VERSIONS.installs}/external-install`,
} as const;

/** An answer's body, and the vendor's clock at the time (whole seconds; ours when it does not tell). */
export interface Answer<T> {
  body: T;
  at: number;
}

/**
 * One request whose answer is a JSON object; its fields are as optional as `types.ts` says.
 * @throws CrmError `other` when the answer is no object; whatever the door throws.
 */
export async function ask<T extends object>(
  session: ConnectorSession,
  request: CrmRequest,
): Promise<Answer<T>> {
  const startedAt = session.now().getTime();
  const { body, headers } = await session.http.request(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new CrmError('other', 'HubSpot answered something that is not a JSON object', {
      outcomeUnknown: request.writes === true,
    });
  return { body: body as T, at: timeOf(headers, startedAt) };
}

/** A POST that only reads: batch read. */
export async function askByPost<T extends object>(
  session: ConnectorSession,
  path: string,
  body: unknown,
  signal?: AbortSignal,
): Promise<T> {
  return (await ask<T>(session, { method: 'POST', path, body, ...(signal ? { signal } : {}) })).body;
}

/** A POST that writes. */
export async function send<T extends object>(
  session: ConnectorSession,
  path: string,
  body: unknown,
): Promise<T> {
  return (await ask<T>(session, { method: 'POST', path, body, writes: true })).body;
}

/** The ten-second window, where an answer tells it; searches tell none. */
export function readLimit(headers: Record<string, string>) {
  const requests = Number(headers['x-hubspot-ratelimit-max']);
  const remaining = Number(headers['x-hubspot-ratelimit-remaining']);
  const perMs = Number(headers['x-hubspot-ratelimit-interval-milliseconds']);
  if (!(requests > 0) || !(perMs > 0) || Number.isNaN(remaining)) return null;
  return { requests, perMs, remaining };
}
