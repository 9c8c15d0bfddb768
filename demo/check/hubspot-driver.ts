import { approveFirstAccount } from './approve-account.js';
import { listAll } from './control-records.js';
import type { CrmDriver, KnownPerson } from './crm-driver.js';
import { CheckFailure } from './steps.js';

const TYPES = { contact: 'contacts', company: 'companies', deal: 'deals' } as const;
const PERSON = { email: 'giulia.ferri@prato.example', name: 'Giulia Ferri' };

/** The sandbox HubSpot, asked through its consent page and its control door. */
export const hubspotDriver: CrmDriver = {
  provider: 'hubspot',
  spareField: 'title',

  approve: (browser, page) => approveFirstAccount(browser, page, 'portal_id'),

  async listIds(control, account, object) {
    return (await listAll(control, { portal: account, object: TYPES[object] })).map(({ id }) => id);
  },

  async findPerson(control, account): Promise<KnownPerson> {
    const contacts = await listAll(control, { portal: account, object: 'contacts' });
    const contact = contacts.find(
      ({ properties }) => String(properties['email']).toLowerCase() === PERSON.email,
    );
    const companyId = contact?.properties['associatedcompanyid'];
    const dealId = contact?.associations['deals']?.[0];
    if (!contact || typeof companyId !== 'string' || !dealId)
      throw new CheckFailure(`${PERSON.email}: expected a contact with a company and a deal in the sandbox`);
    return { ...PERSON, contactId: contact.id, companyId, dealId };
  },

  async findCalls(control, account, subject) {
    const calls = await listAll(control, { portal: account, object: 'calls' });
    return calls
      .filter(({ properties }) => properties['hs_call_title'] === subject)
      .map(({ id, associations }) => ({
        id,
        contactIds: associations['contacts'] ?? [],
        companyIds: associations['companies'] ?? [],
        dealIds: associations['deals'] ?? [],
      }));
  },
};
