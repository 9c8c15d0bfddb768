import { listAll } from './control-records.js';
import type { CrmDriver } from './crm-driver.js';
import { CheckFailure } from './steps.js';

type SandboxRecord = Record<string, unknown> & { id: number };

/** The newest version that has both ways in. */
const SERVER = 'v19';

/** The sandbox Odoo, asked through its control door. */
export const odooDriver: CrmDriver = {
  provider: 'odoo',
  spareField: 'title',

  async credentials(control) {
    const init = { method: 'POST', body: JSON.stringify({ server: SERVER }) };
    const answer = await fetch(`${control}/keys`, init);
    if (!answer.ok) throw new CheckFailure(`a key of the sandbox: expected 201, found ${answer.status}`);
    const made = (await answer.json()) as Record<'url' | 'database' | 'login' | 'key', string>;
    return { url: made.url, database: made.database, username: made.login, api_key: made.key };
  },

  approve: () => Promise.reject(new CheckFailure('Odoo has no sign-in window')),

  async listIds(control, _account, object) {
    if (object === 'deal') return idsOf(await recordsOf(control, 'crm.lead', { type: 'opportunity' }));
    const partners = await recordsOf(control, 'res.partner');
    if (object === 'company') return idsOf(partners.filter((row) => row['is_company'] === true));
    return idsOf(await peopleOf(control, partners));
  },

  async findPerson(control) {
    const deals = await recordsOf(control, 'crm.lead', { type: 'opportunity' });
    const wonStages = new Set(idsOf(await recordsOf(control, 'crm.stage', { is_won: 'true' })));
    const isOpen = (deal: SandboxRecord) =>
      deal['active'] === true && !wonStages.has(linked(deal['stage_id']));
    for (const person of await peopleOf(control, await recordsOf(control, 'res.partner'))) {
      const open = deals.filter((deal) => linked(deal['partner_id']) === String(person.id) && isOpen(deal));
      const email = String(person['email'] || '').toLowerCase();
      const companyId = linked(person['parent_id']);
      if (person['active'] === true && email !== '' && companyId !== '' && open.length === 1)
        return {
          email,
          name: String(person['name']),
          contactId: String(person.id),
          companyId,
          dealId: String(open[0]?.id),
        };
    }
    throw new CheckFailure('the sandbox: expected a contact with a company and one open deal');
  },

  /** A call is one note on each of its records: two on one record would show as two ids. */
  async findCalls(control, _account, subject) {
    const notes = (await recordsOf(control, 'mail.message')).filter((row) =>
      String(row['body']).includes(subject),
    );
    const [first] = notes;
    if (!first) return [];
    const companies = new Set(idsOf(await recordsOf(control, 'res.partner', { is_company: 'true' })));
    const on = (model: string) =>
      notes.filter((note) => note['model'] === model).map((note) => String(note['res_id']));
    const partners = on('res.partner');
    return [
      {
        id: String(first.id),
        contactIds: partners.filter((id) => !companies.has(id)),
        companyIds: partners.filter((id) => companies.has(id)),
        dealIds: on('crm.lead'),
      },
    ];
  },
};

/** Users of Odoo are partners too, and no contacts. */
async function peopleOf(control: string, partners: SandboxRecord[]): Promise<SandboxRecord[]> {
  const colleagues = new Set(
    (await recordsOf(control, 'res.users')).map((user) => linked(user['partner_id'])),
  );
  return partners.filter(
    (row) => row['is_company'] !== true && row['type'] === 'contact' && !colleagues.has(String(row.id)),
  );
}

function recordsOf(
  control: string,
  model: string,
  by: Record<string, string> = {},
): Promise<SandboxRecord[]> {
  return listAll<SandboxRecord>(control, { model, server: SERVER, ...by });
}

const idsOf = (rows: readonly SandboxRecord[]): string[] => rows.map(({ id }) => String(id));

/** A link is an id, or an id with a name; none is `false`. */
function linked(value: unknown): string {
  const id = Array.isArray(value) ? value[0] : value;
  return typeof id === 'number' ? String(id) : '';
}
