import { accessError } from '../fault.js';
import type { Env } from './env.js';
import type { Model, Operation } from './model.js';
import type { Row } from './row.js';

const VERBS: Record<Operation, string> = {
  read: 'access',
  write: 'modify',
  create: 'create',
  unlink: 'delete',
};

/** Group names as the error lists them. */
const GROUP_LABELS: Record<string, string> = {
  'base.group_user': 'User types/Internal User',
  'base.group_partner_manager': 'Extra Rights/Contact Creation',
  'base.group_system': 'Administration/Settings',
  'sales_team.group_sale_salesman': 'Sales/User: Own Documents Only',
  'sales_team.group_sale_salesman_all_leads': 'Sales/User: All Documents',
  'sales_team.group_sale_manager': 'Sales/Administrator',
};

/** Whether the user's groups open the operation on the model as such. */
export function mayAccess(env: Env, model: Model, operation: Operation): boolean {
  if (env.isSuper) return true;
  if (env.db.isDenied(model.name, operation)) return false;
  // Who may name records from outside is not confirmed, so a setting decides.
  if (model.name === 'ir.model.data' && env.db.settings().anyone_names_records) return true;
  return env.hasGroup(...model.access[operation]);
}

/** @throws Fault `AccessError` naming the groups that would do. */
export function checkModelAccess(env: Env, model: Model, operation: Operation): void {
  if (mayAccess(env, model, operation)) return;
  const groups = model.access[operation].map((group) => `\t- ${GROUP_LABELS[group] ?? group}`);
  const allowed = groups.length
    ? `This operation is allowed for the following groups:\n${groups.join('\n')}`
    : 'No group currently allows this operation.';
  throw accessError(
    `You are not allowed to ${VERBS[operation]} '${model.label}' (${model.name}) records.\n\n${allowed}\n\n` +
      'Contact your administrator to request access if necessary.',
  );
}

/** Whether the record rules let this user do it to this row. */
export function isAllowed(env: Env, model: Model, row: Row, operation: Operation): boolean {
  if (env.isSuper) return true;
  return isOfCompany(env, model, row) && (!model.rule || model.rule(env, row, operation));
}

/** What belongs to a company is seen where that one is switched on; users are seen in all of theirs. */
function isOfCompany(env: Env, model: Model, row: Row): boolean {
  const id = model.name === 'res.users' ? null : row['company_id'];
  return id == null || env.companyIds.includes(Number(id));
}

/** @throws Fault `AccessError` naming the first record a rule protects. */
export function checkRules(env: Env, model: Model, rows: Row[], operation: Operation): void {
  const refused = rows.find((row) => !isAllowed(env, model, row, operation));
  if (!refused) return;
  throw accessError(
    `Due to security restrictions, ${env.nameOf('res.users', env.uid)} (id=${env.uid}) doesn't have ` +
      `'${operation}' access to:\n- ${model.label} (${model.name}: ${refused.id})\n\n` +
      'Contact your administrator to request access if necessary.',
  );
}
