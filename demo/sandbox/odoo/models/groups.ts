import type { Access } from '../orm/model.js';

export const USER = 'base.group_user';
export const CONTACT_CREATION = 'base.group_partner_manager';
export const SETTINGS = 'base.group_system';
export const SALES_OWN = 'sales_team.group_sale_salesman';
export const SALES_ALL = 'sales_team.group_sale_salesman_all_leads';
export const SALES_ADMIN = 'sales_team.group_sale_manager';

/** Every group: external id, name, and the groups it brings along. */
export const GROUPS: [id: string, name: string, implied: string[]][] = [
  [USER, 'User types / Internal User', []],
  [CONTACT_CREATION, 'Extra Rights / Contact Creation', [USER]],
  [SETTINGS, 'Administration / Settings', [USER]],
  [SALES_OWN, 'Sales / User: Own Documents Only', [USER]],
  [SALES_ALL, 'Sales / User: All Documents', [USER, SALES_OWN]],
  [SALES_ADMIN, 'Sales / Administrator', [USER, SALES_OWN, SALES_ALL]],
];

/** A group and all it brings. */
export function withImplied(groups: string[]): string[] {
  const all = groups.flatMap((id) => [id, ...(GROUPS.find((each) => each[0] === id)?.[2] ?? [])]);
  return [...new Set(all)];
}

/** Everybody reads, the given groups change. */
export function readBy(readers: string[], writers: string[]): Access {
  return { read: readers, write: writers, create: writers, unlink: writers };
}

/** Every internal user may do everything. */
export const OPEN: Access = readBy([USER], [USER]);
