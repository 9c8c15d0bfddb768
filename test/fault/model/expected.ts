import type { Fields, ObjectName } from '../../../shared/records.js';
import type { CrmRow } from '../bed/crm.js';
import { COUNTRIES } from './world.js';

/** Our objects by the CRM's. */
export const CRM_OBJECTS: Record<ObjectName, string> = {
  company: 'companies',
  contact: 'contacts',
  deal: 'deals',
  activity: 'calls',
};

/** Finds the local id of a record of the CRM. */
export type LocalId = (object: ObjectName, remoteId: string | undefined) => string | null;

const OUTCOMES: Record<string, string> = {
  'f240bbac-87c9-4f6e-bf70-924b57d47db7': 'connected',
  'b2cf5968-551e-4856-9783-52b3da59a7d0': 'left_voicemail',
};

/**
 * What the service must hold of a record of the CRM, told from what the vendor's pages say and not by the service's own
 * mapping: a fault of that one must show.
 */
export function expectedFields(object: ObjectName, row: CrmRow, localId: LocalId): Fields {
  const of = (name: string): string | null => row.properties[name] || null;
  const country = COUNTRIES[of('country') as keyof typeof COUNTRIES] ?? null;
  const ref = (to: ObjectName, id = row.associations[CRM_OBJECTS[to]]?.[0]) => localId(to, id);
  switch (object) {
    case 'company':
      return { name: of('name'), phone: of('phone'), country_iso: country, domain: of('domain') };
    case 'contact':
      return {
        ...{
          email: of('email')?.toLowerCase() ?? null,
          phone_e164: of('phone')?.replaceAll(' ', '') ?? null,
        },
        ...{ first_name: of('firstname'), last_name: of('lastname'), title: of('jobtitle') },
        ...{ country_iso: country, company_id: ref('company', row.properties['associatedcompanyid']) },
      };
    case 'deal':
      return {
        ...{ title: of('dealname'), stage: of('dealstage'), pipeline: of('pipeline') },
        ...{ currency: of('deal_currency_code'), close_date: of('closedate')?.slice(0, 10) ?? null },
        amount_cents: of('amount') === null ? null : Math.round(Number(of('amount')) * 100),
        contact_ids: (row.associations['contacts'] ?? [])
          .flatMap((id) => localId('contact', id) ?? [])
          .sort(),
        company_id: ref('company'),
      };
    case 'activity':
      return {
        ...{ kind: 'call', subject: of('hs_call_title'), body: plainText(of('hs_call_body')) },
        ...{
          occurred_at: new Date(of('hs_timestamp') ?? 0).toISOString(),
          duration_s: Number(of('hs_call_duration')) / 1000,
        },
        ...{ direction: of('hs_call_direction')?.toLowerCase() ?? null },
        outcome: OUTCOMES[of('hs_call_disposition') ?? ''] ?? null,
        ...{ contact_id: ref('contact'), company_id: ref('company'), deal_id: ref('deal') },
      };
  }
}

/** Without the line that stands for the key of a write where the CRM keeps none. */
function plainText(html: string | null): string | null {
  const text = (html ?? '')
    .replace(/<p>Ref: [^<]*<\/p>/, '')
    .replace(/<[^>]*>/g, '')
    .trim();
  return text === '' ? null : text;
}

/** `field: "is" instead of "expected"`, of each that differs. */
export function differences(expected: Fields, actual: Fields): string[] {
  const tell = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? null));
  return Object.entries(expected)
    .filter(([name, value]) => tell(value) !== tell(actual[name]))
    .map(([name, value]) => `${name}: ${tell(actual[name])} instead of ${tell(value)}`);
}
