import type { ObjectName } from '../../../shared/records.js';
import { type AccountInfo, type ConnectorSession, CrmError, type TokenSet } from '../connector.js';
import { get, PATHS } from './client.js';
import { creditsOf, editionOf } from './credits.js';
import { DATA_CENTRES, regionOf } from './data-centres.js';
import { fromRemoteId } from './objects.js';
import type { Org } from './types.js';

/** The account a grant opens, and where it lives. Ids are unique within one data centre only. */
export async function readAccount(session: ConnectorSession, tokens: TokenSet): Promise<AccountInfo> {
  const { body } = await get<{ org?: Org[] }>(session, PATHS.org, {});
  const org = body?.org?.[0];
  const id = org?.id ?? org?.zgid;
  if (!org || !id) throw new CrmError('other', 'Zoho did not say which account this is');
  const region = regionOf(tokens.extra);
  const license = org.license_details ?? {};
  const uiUrl = uiUrlOf(region, tokens.extra['api_domain'], org);
  return {
    id: region === null ? id : `${region}-${id}`,
    name: org.company_name || `Zoho ${id}`,
    url: uiUrl === null ? null : `${uiUrl}/tab/Contacts`,
    metadata: {
      ...tokens.extra,
      ui_url: uiUrl,
      time_zone: org.time_zone ?? null,
      company_currency: org.iso_code ?? null,
      edition: editionOf(license, session.now()),
      daily_credits: creditsOf(license, session.now()),
    },
  };
}

/** Pages of an account stand below its `domain_name`, `org` and a number. A server in Zoho's place has its own. */
function uiUrlOf(region: string | null, apiDomain: unknown, { domain_name, zgid }: Org): string | null {
  const name = domain_name || (zgid ? `org${zgid}` : null);
  if (name === null) return null;
  const centre = region === null ? undefined : DATA_CENTRES[region];
  if (centre && (typeof apiDomain !== 'string' || apiDomain.endsWith(`.${centre.api}`)))
    return `${centre.crm}/crm/${name}`;
  return typeof apiDomain === 'string' ? `${apiDomain.replace(/\/api\/[a-z]+$/, '')}/crm/${name}` : null;
}

/** Page of a record; notes have none. */
export function recordUrl(
  _accountId: string,
  metadata: Record<string, unknown>,
  object: ObjectName,
  remoteId: string,
): string | null {
  const { info, id } = fromRemoteId(object, remoteId);
  const base = metadata['ui_url'];
  return typeof base !== 'string' || info.tab === null ? null : `${base}/tab/${info.tab}/${id}`;
}

/** Zoho keeps nothing of us but the grant, which is revoked by its token. */
export async function uninstall(): Promise<void> {}
