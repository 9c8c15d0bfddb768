import type { ObjectName } from '../../shared/records.js';
import type { CookieBrowser, Landing } from './cookie-browser.js';

/** A person of the sandbox whom the check calls, as the CRM itself knows them. */
export interface KnownPerson {
  email: string;
  name: string;
  /** Ids in the CRM, asked of the sandbox. */
  contactId: string;
  companyId: string;
  dealId: string;
}

/** A call as the CRM holds it. */
export interface CrmCall {
  id: string;
  contactIds: string[];
  companyIds: string[];
  dealIds: string[];
}

/** What the check has to know of one provider: how a person approves there, and how to ask its sandbox. */
export interface CrmDriver {
  provider: string;
  /** A contact field the check may map elsewhere and back. */
  spareField: string;
  /** What a person types in, for a CRM without a sign-in window; nothing is approved then. */
  credentials?(control: string): Promise<Record<string, string>>;
  /** Approves on the page the sign-in led to; answers where the browser ends. */
  approve(browser: CookieBrowser, page: Landing): Promise<Landing>;
  /** Ids of every record of an object in an account, by the sandbox's own count. */
  listIds(control: string, account: string, object: Exclude<ObjectName, 'activity'>): Promise<string[]>;
  findPerson(control: string, account: string): Promise<KnownPerson>;
  /** Every call whose title is `subject`. */
  findCalls(control: string, account: string, subject: string): Promise<CrmCall[]>;
}
