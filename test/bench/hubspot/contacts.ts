/** A page of HubSpot's list of contacts with the properties that the preset asks for; about 0.9 kB a record. */
export function contactPage(from: number, count: number, after: string | null): object {
  return {
    results: Array.from({ length: count }, (_, index) => contact(from + index)),
    ...(after === null ? {} : { paging: { next: { after, link: `https://api.example/?after=${after}` } } }),
  };
}

/** A contact of that list, changed just now. */
export function changedContact(id: string): object {
  const { properties, ...rest } = contact(Number(id) - FIRST_ID);
  const lastmodifieddate = new Date().toISOString();
  return {
    ...rest,
    properties: { ...properties, jobtitle: `As of ${lastmodifieddate}`, lastmodifieddate },
    updatedAt: lastmodifieddate,
  };
}

export const FIRST_ID = 100_000;

function contact(index: number) {
  const id = String(FIRST_ID + index);
  const created = new Date(Date.UTC(2026, 0, 5) + index * 1000).toISOString();
  const modified = new Date(Date.UTC(2026, 2, 5) + index * 1000).toISOString();
  const company = String(700_000 + (index % 500));
  return {
    id,
    properties: {
      ...{ email: `person.${index}@company${index % 500}.example`, firstname: `Giulia ${index}` },
      ...{ lastname: 'Ferri', jobtitle: 'Responsabile acquisti', city: 'Prato', hs_language: 'it' },
      ...{
        phone: `+39349${String(index % 10_000_000).padStart(7, '0')}`,
        mobilephone: null,
        country: 'Italy',
      },
      ...{ lifecyclestage: 'customer', hs_lead_status: 'CONNECTED', associatedcompanyid: company },
      ...{ createdate: created, lastmodifieddate: modified, hs_object_id: id },
    },
    associations: {
      companies: { results: [{ id: company, type: 'contact_to_company' }] },
    },
    ...{ createdAt: created, updatedAt: modified, archived: false },
    url: `https://app.hubspot.com/contacts/146700001/record/0-1/${id}`,
  };
}
