import { approveFirstAccount } from './approve-account.js';
import { listAll } from './control-records.js';
import type { CrmDriver, KnownPerson } from './crm-driver.js';
import { CheckFailure } from './steps.js';

const MODULES = { contact: 'Contacts', company: 'Accounts', deal: 'Deals' } as const;
const PERSON = { email: 'giulia.ferri@prato.example', name: 'Giulia Ferri' };

/** The sandbox Zoho CRM, asked through its consent page and its control door. */
export const zohoDriver: CrmDriver = {
  provider: 'zoho',
  spareField: 'title',

  approve: (browser, page) => approveFirstAccount(browser, page, 'org_id'),

  async listIds(control, account, object) {
    return (await recordsOf(control, account, MODULES[object])).map(({ id }) => id);
  },

  async findPerson(control, account): Promise<KnownPerson> {
    const contacts = await recordsOf(control, account, 'Contacts');
    const contact = contacts.find(({ properties }) => properties['Email'] === PERSON.email);
    const companyId = contact?.properties['Account_Name'];
    const dealId = contact?.associations['Deals']?.[0];
    if (!contact || typeof companyId !== 'string' || !dealId)
      throw new CheckFailure(`${PERSON.email}: expected a contact with a company and a deal in the sandbox`);
    return { ...PERSON, contactId: contact.id, companyId, dealId };
  },

  /** A call hangs on one record beside its contact: on the deal, and through it on the deal's company. */
  async findCalls(control, account, subject) {
    const calls = (await recordsOf(control, account, 'Calls')).filter(
      ({ properties }) => properties['Subject'] === subject,
    );
    const deals = calls.length > 0 ? await recordsOf(control, account, 'Deals') : [];
    return calls.map(({ id, associations }) => {
      const dealIds = associations['Deals'] ?? [];
      const ofDeals = deals
        .filter((deal) => dealIds.includes(deal.id))
        .flatMap(({ properties }) => properties['Account_Name'] ?? []);
      return {
        id,
        contactIds: associations['Contacts'] ?? [],
        companyIds: [...(associations['Accounts'] ?? []), ...ofDeals.map(String)],
        dealIds,
      };
    });
  },
};

/** @param account as the service names it: the data centre stands before Zoho's own id. */
function recordsOf(control: string, account: string, object: string) {
  return listAll(control, { org: account.replace(/^[a-z]+-/, ''), object });
}
