import type { RemoteValues } from '../../../service/mapping/conversion.js';

const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

/** Contacts as a CRM sends them: text for everything, some fields empty, a space too many now and then. */
export function contacts(count: number): RemoteValues[] {
  return Array.from({ length: count }, (_, n) => ({
    email: n % 7 === 0 ? ` Ada.${n}@Example.COM ` : `ada.${n}@example.com`,
    mobilephone: n % 3 === 0 ? null : `+39 347 ${String(1_000_000 + n)}`,
    phone: n % 3 === 0 ? `02 ${String(10_000_000 + n)}` : '',
    firstname: pick(['Ada', 'Grace ', 'Alan', 'Maria Luisa'], n),
    lastname: pick(['Rossi', 'Bianchi', ' De Luca', 'Esposito', 'Ferrari'], n),
    jobtitle: n % 4 === 0 ? null : pick(['Buyer', 'Head of Purchasing', 'CFO'], n),
    country: pick(['Italy', 'Germany', 'France', 'Italia'], n),
    date_of_birth:
      n % 5 === 0 ? null : `19${String(60 + (n % 40))}-0${String(1 + (n % 9))}-1${String(n % 10)}`,
    monthly_use: n % 6 === 0 ? '' : String(100 + (n % 900) / 4),
    newsletter: pick(['true', 'false', null], n),
    segment: pick(['SEG_HOME', 'SEG_SMB', 'SEG_ENT', 'SEG_OLD'], n),
    hs_object_id: String(n),
    lastmodifieddate: '2026-11-22T10:00:00.000Z',
  }));
}

export function deals(count: number): RemoteValues[] {
  return Array.from({ length: count }, (_, n) => ({
    dealname: n % 7 === 0 ? ` Offer ${n} ` : `Offer ${n}`,
    amount: n % 6 === 0 ? null : (n * 13.37).toFixed(2),
    deal_currency_code: pick(['EUR', 'EUR', 'USD', 'eur'], n),
    dealstage: pick(['appointmentscheduled', 'qualifiedtobuy', 'closedwon'], n),
    pipeline: 'default',
    closedate: n % 5 === 0 ? '' : `2026-1${String(n % 3)}-1${String(n % 10)}T09:30:00Z`,
    hubspot_owner_id: n % 4 === 0 ? null : String(70_000 + n),
    monthly_use: n % 6 === 0 ? '' : String(100 + (n % 900) / 4),
    is_renewal: pick(['true', 'false', null], n),
    lead_source: pick(['SRC_FAIR', 'SRC_WEB', 'SRC_PARTNER', 'SRC_OLD'], n),
    hs_object_id: String(n),
    lastmodifieddate: '2026-11-22T10:00:00.000Z',
  }));
}
