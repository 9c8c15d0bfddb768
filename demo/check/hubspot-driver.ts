import type { CookieBrowser, Landing } from './cookie-browser.js';
import type { CrmDriver, KnownPerson } from './crm-driver.js';
import { readForm } from './read-form.js';
import { CheckFailure } from './steps.js';

interface SandboxRecord {
  id: string;
  properties: Record<string, string>;
  associations: Record<string, string[]>;
}

const TYPES = { contact: 'contacts', company: 'companies', deal: 'deals' } as const;
const PERSON = { email: 'giulia.ferri@prato.example', name: 'Giulia Ferri' };

/** The sandbox HubSpot, asked through its consent page and its control door. */
export const hubspotDriver: CrmDriver = {
  provider: 'hubspot',
  spareField: 'title',

  approve(browser: CookieBrowser, page: Landing): Promise<Landing> {
    const { action, form } = readForm(page);
    const account = /<input type="radio" name="portal_id" value="(\d+)"/.exec(page.text)?.[1];
    if (!account) throw new CheckFailure(`the consent page: expected an account to choose at ${page.url}`);
    form.set('portal_id', account);
    form.set('decision', 'allow');
    return browser.submit(action, form);
  },

  async listIds(control, account, object) {
    return (await listAll(control, account, TYPES[object])).map(({ id }) => id);
  },

  async findPerson(control, account): Promise<KnownPerson> {
    const contacts = await listAll(control, account, 'contacts');
    const contact = contacts.find(({ properties }) => properties['email']?.toLowerCase() === PERSON.email);
    const companyId = contact?.properties['associatedcompanyid'];
    const dealId = contact?.associations['deals']?.[0];
    if (!contact || !companyId || !dealId)
      throw new CheckFailure(`${PERSON.email}: expected a contact with a company and a deal in the sandbox`);
    return { ...PERSON, contactId: contact.id, companyId, dealId };
  },

  async findCalls(control, account, subject) {
    const calls = await listAll(control, account, 'calls');
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

async function listAll(control: string, portal: string, object: string): Promise<SandboxRecord[]> {
  const all: SandboxRecord[] = [];
  for (let after: string | null = '0'; after !== null; ) {
    const query = new URLSearchParams({ object, portal, after, limit: '1000' });
    const answer = await fetch(`${control}/records?${query}`);
    if (!answer.ok) throw new CheckFailure(`the sandbox's ${object}: expected 200, found ${answer.status}`);
    const page = (await answer.json()) as { results: SandboxRecord[]; next: string | null };
    all.push(...page.results);
    after = page.next;
  }
  return all;
}
