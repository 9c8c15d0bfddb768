import { search } from '../orm/search.js';
import type { Place } from './place.js';

/** A list people look at: which records, which columns, and what a new one is made with. */
export interface List {
  model: string;
  domain: unknown[];
  columns: string[];
  fresh: Record<string, unknown>;
}

/** The lists that have a tab. */
export const LISTS: Record<'contacts' | 'companies' | 'crm', List> = {
  contacts: {
    model: 'res.partner',
    domain: [
      ['is_company', '=', false],
      ['type', '=', 'contact'],
      ['active', '=', true],
      // Users' own partners are not customers, and cannot be deleted.
      ['user_ids', '=', false],
    ],
    columns: ['email', 'phone', 'function', 'parent_id', 'write_date'],
    fresh: {},
  },
  companies: {
    model: 'res.partner',
    domain: [
      ['is_company', '=', true],
      ['active', '=', true],
      // The first partner is the database's own company.
      ['id', '!=', 1],
    ],
    columns: ['website', 'phone', 'city', 'country_id', 'vat', 'write_date'],
    fresh: { is_company: true },
  },
  crm: {
    model: 'crm.lead',
    domain: [['type', '=', 'opportunity']],
    columns: ['partner_id', 'expected_revenue', 'stage_id', 'team_id', 'user_id', 'date_deadline'],
    fresh: { type: 'opportunity' },
  },
};

export type ListTab = keyof typeof LISTS;

/** Ids of a list's records, ascending; lost deals included. */
export function listed({ env }: Place, tab: ListTab): number[] {
  const { model, domain } = LISTS[tab];
  return search(env, env.model(model), { domain, order: 'id' });
}

/** Which list a record is on. */
export function listOf(model: string, isCompany: boolean): ListTab {
  return model === 'crm.lead' ? 'crm' : isCompany ? 'companies' : 'contacts';
}
