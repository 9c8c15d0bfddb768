import { createHash } from 'node:crypto';
import { type ConnectorSession, CrmError } from '../connector.js';
import type { WebhookChannel, WebhookChannels } from '../webhooks.js';
import { call, searchRead } from './client.js';
import type { Cell } from './encode.js';
import { externalId, externalName, findExternalIds } from './external-ids.js';
import { type LoadRow, loadRows } from './load.js';
import { MODELS, TODOS } from './types.js';

const RULES = 'base.automation';
const ACTIONS = 'ir.actions.server';
const WATCHED = [MODELS.contact, MODELS.deal, MODELS.activity, TODOS];
const TRIGGERS = ['on_create_or_write', 'on_unlink'];
/** Of the history only what people write: each post holds its sender up. */
const FILTERS: Record<string, unknown[]> = {
  [MODELS.activity]: [
    ['message_type', '=', 'comment'],
    ['model', 'in', [MODELS.contact, MODELS.deal]],
  ],
  [TODOS]: [['res_model', 'in', [MODELS.contact, MODELS.deal]]],
};
/** The date makes posts of one change alike and those of two different. */
const FIELDS = ['write_date', 'is_company'];

/** One rule of ours, and its one action: both bear an external id, so that making them again changes them. */
interface Rule {
  name: string;
  model: string;
  trigger: string;
}

/**
 * Automation rules that post to us, made by an administrator's key: the app for them must be installed, and no other user
 * may make any. Where that is not so, a person makes them by hand with the address, or polling does it alone.
 */
export const channels: WebhookChannels = { open, close };

async function open(session: ConnectorSession, channel: WebhookChannel): ReturnType<WebhookChannels['open']> {
  const base = baseOf(channel);
  const rules = rulesOf(base);
  const models = await idsByName(session, 'ir.model', 'model', [['model', 'in', WATCHED]]);
  const watched = rules.filter(({ model }) => models.has(model));
  await load(
    session,
    RULES,
    watched.map((rule) => ({
      name: rule.name,
      cells: [
        cell('name', 'CRM Connect'),
        cell('model_id/.id', models.get(rule.model)),
        cell('trigger', rule.trigger),
        cell('active', '1'),
        // Python reads it as JSON does.
        cell('filter_domain', JSON.stringify(FILTERS[rule.model] ?? [])),
      ],
    })),
  );
  const fields = new Map<string, number[]>();
  for (const model of new Set(watched.map((rule) => rule.model)))
    fields.set(model, await fieldIds(session, model));
  await load(
    session,
    ACTIONS,
    watched.map(({ name, model }) => ({
      name: `${name}_post`,
      cells: [
        cell('name', 'Tell CRM Connect'),
        cell('model_id/.id', models.get(model)),
        cell('usage', 'base_automation'),
        cell('state', 'webhook'),
        cell('webhook_url', channel.url),
        cell('webhook_field_ids/.id', (fields.get(model) ?? []).join(',')),
        cell('base_automation_id/id', externalId(name)),
      ],
    })),
  );
  return { channelId: null, expiresAt: null, details: { base } };
}

/** Rules go with their actions; who made them may have lost the right to remove them. */
async function close(session: ConnectorSession, channel: WebhookChannel): Promise<void> {
  const names = rulesOf(baseOf(channel)).map(({ name }) => name);
  const actions = names.map((name) => `${name}_post`);
  for (const [model, wanted] of [[ACTIONS, actions] as const, [RULES, names] as const]) {
    const found = await findExternalIds(session, model, wanted);
    const ids = [...(found?.values() ?? [])];
    if (ids.length > 0) await call(session, model, 'unlink', {}, { ids, writes: true });
  }
}

/** Made of the first token, and kept when it changes: so the same rules get the new address. */
function baseOf({ details, token }: WebhookChannel): string {
  const { base } = details;
  if (typeof base === 'string') return base;
  return `hook_${createHash('sha256').update(`rules ${token}`).digest('hex').slice(0, 16)}`;
}

function rulesOf(base: string): Rule[] {
  return WATCHED.flatMap((model) =>
    TRIGGERS.map((trigger) => ({ name: externalName(`${base}_${model}_${trigger}`), model, trigger })),
  );
}

/** @throws CrmError `permission` for whatever Odoo has against it: nothing that is told again changes that. */
async function load(
  session: ConnectorSession,
  model: string,
  given: Omit<LoadRow, 'outcome'>[],
): Promise<void> {
  const rows = given.map((row): LoadRow => ({ ...row, outcome: null }));
  try {
    await loadRows(session, model, rows);
  } catch (error) {
    if (error instanceof CrmError && ['not_found', 'validation'].includes(error.kind))
      throw notAllowed('The app Automation Rules is not installed in this database.', error);
    throw error;
  }
  for (const { outcome } of rows) if (outcome && 'fault' in outcome) throw notAllowed(outcome.fault.message);
}

const notAllowed = (message: string, cause?: unknown): CrmError =>
  new CrmError('permission', message, cause === undefined ? {} : { cause });

function cell(column: string, value: string | number | undefined): Cell {
  const text = String(value ?? '');
  return { field: column.split('/')[0] ?? column, typed: text, column, text };
}

async function fieldIds(session: ConnectorSession, model: string): Promise<number[]> {
  const domain = [
    ['model', '=', model],
    ['name', 'in', FIELDS],
  ];
  return [...(await idsByName(session, 'ir.model.fields', 'name', domain)).values()];
}

async function idsByName(
  session: ConnectorSession,
  model: string,
  field: string,
  domain: unknown[],
): Promise<Map<string, number>> {
  const { result } = await searchRead(session, model, { domain, fields: [field] });
  return new Map(result.map((row) => [String(row[field]), row.id]));
}
