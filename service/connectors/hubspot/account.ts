import type { ObjectName } from '../../../shared/records.js';
import { type AccountInfo, type ConnectorSession, CrmError, type TokenSet } from '../connector.js';
import { ask, PATHS } from './client.js';
import { fromRemoteId } from './objects.js';
import type { AccountDetails } from './types.js';

const DEFAULT_UI_URL = 'https://app.hubspot.com';

/** The account a grant opens. The token answer names its id; the account itself where its pages are. */
export async function readAccount(session: ConnectorSession, tokens: TokenSet): Promise<AccountInfo> {
  const { body } = await ask<AccountDetails>(session, { method: 'GET', path: PATHS.account });
  const id = String(body.portalId ?? tokens.extra['hub_id'] ?? '');
  if (id === '') throw new CrmError('other', 'HubSpot did not say which account this is');
  const uiUrl = toUiUrl(body.uiDomain);
  return {
    id,
    name: domainOf(tokens) ?? `HubSpot ${id}`,
    url: `${uiUrl}/contacts/${id}/objects/0-1`,
    metadata: {
      ui_url: uiUrl,
      account_type: body.accountType ?? null,
      time_zone: body.timeZone ?? null,
      company_currency: body.companyCurrency ?? null,
      data_hosting: body.dataHostingLocation ?? null,
    },
  };
}

/** The API names no account but by its domain, and that only when a token is introspected. */
function domainOf(tokens: TokenSet): string | null {
  const domain = tokens.extra['hub_domain'];
  return typeof domain === 'string' && domain !== '' ? domain : null;
}

/** `app-eu1.hubspot.com` -> its URL. A sandbox may name a scheme and a path, or a loopback host. */
function toUiUrl(domain: string | undefined): string {
  if (!domain) return DEFAULT_UI_URL;
  if (/^https?:\/\//.test(domain)) return domain.replace(/\/+$/, '');
  return `${/^(127\.0\.0\.1|localhost)\b/.test(domain) ? 'http' : 'https'}://${domain.replace(/\/+$/, '')}`;
}

/** Page of a record in the account's own region. */
export function recordUrl(
  accountId: string,
  metadata: Record<string, unknown>,
  object: ObjectName,
  remoteId: string,
): string {
  const base = typeof metadata['ui_url'] === 'string' ? metadata['ui_url'] : DEFAULT_UI_URL;
  const { info, id } = fromRemoteId(object, remoteId);
  return `${base}/contacts/${accountId}/record/${info.typeId}/${id}`;
}

/** Removes our app from the account. Whatever HubSpot answers, we are gone on our side. */
export async function uninstall(session: ConnectorSession): Promise<void> {
  try {
    await session.http.request({ method: 'DELETE', path: PATHS.uninstall, writes: true });
  } catch (error) {
    if (!(error instanceof CrmError)) throw error;
  }
}
