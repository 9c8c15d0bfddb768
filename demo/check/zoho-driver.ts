import type { CookieBrowser, Landing } from './cookie-browser.js';
import type { CrmDriver, KnownPerson } from './crm-driver.js';
import { readForm } from './read-form.js';
import { CheckFailure } from './steps.js';

interface SandboxRecord {
  id: string;
  properties: Record<string, unknown>;
  associations: Record<string, string[]>;
}

const MODULES = { contact: 'Contacts', company: 'Accounts', deal: 'Deals' } as const;
const PERSON = { email: 'giulia.ferri@prato.example', name: 'Giulia Ferri' };

/** The sandbox Zoho CRM, asked through its consent page and its control door. */
export const zohoDriver: CrmDriver = {
  provider: 'zoho',
  spareField: 'title',

  approve(browser: CookieBrowser, page: Landing): Promise<Landing> {
    const { action, form } = readForm(page);
    const account = /<input type="radio" name="org_id" value="(\d+)"/.exec(page.text)?.[1];
    if (!account) throw new CheckFailure(`the consent page: expected an account to choose at ${page.url}`);
    form.set('org_id', account);
    form.set('decision', 'allow');
    return browser.submit(action, form);
  },

  async listIds(control, account, object) {
    return (await listAll(control, account, MODULES[object])).map(({ id }) => id);
  },

  async findPerson(control, account): Promise<KnownPerson> {
    const contacts = await listAll(control, account, 'Contacts');
    const contact = contacts.find(({ properties }) => properties['Email'] === PERSON.email);
    const companyId = contact?.properties['Account_Name'];
    const dealId = contact?.associations['Deals']?.[0];
    if (!contact || typeof companyId !== 'string' || !dealId)
      throw new CheckFailure(`${PERSON.email}: expected a contact with a company and a deal in the sandbox`);
    return { ...PERSON, contactId: contact.id, companyId, dealId };
  },

  /** A call hangs on one record beside its contact: on the deal, and through it on the deal's company. */
  async findCalls(control, account, subject) {
    const calls = (await listAll(control, account, 'Calls')).filter(
      ({ properties }) => properties['Subject'] === subject,
    );
    const deals = calls.length > 0 ? await listAll(control, account, 'Deals') : [];
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
async function listAll(control: string, account: string, object: string): Promise<SandboxRecord[]> {
  const org = account.replace(/^[a-z]+-/, '');
  const all: SandboxRecord[] = [];
  for (let after: string | null = '0'; after !== null; ) {
    const query = new URLSearchParams({ object, org, after, limit: '1000' });
    const answer = await fetch(`${control}/records?${query}`);
    if (!answer.ok) throw new CheckFailure(`the sandbox's ${object}: expected 200, found ${answer.status}`);
    const page = (await answer.json()) as { results: SandboxRecord[]; next: string | null };
    all.push(...page.results);
    after = page.next;
  }
  return all;
}
