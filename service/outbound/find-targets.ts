import parsePhoneNumber from 'libphonenumber-js';
import { QueryTypes } from 'sequelize';
import type { ContactInput, RecordInput } from '../../shared/push.js';
import type { ObjectName } from '../../shared/records.js';
import type { Services } from '../services.js';

/** A record of the store that a call can be logged on. */
export interface Target {
  remoteId: string;
  name: string | null;
  refs: Record<string, string[]>;
}

interface Row {
  remote_id: string;
  name: string | null;
  refs: Record<string, string[]>;
}

const NAME = `NULLIF(trim(concat_ws(' ', fields ->> 'first_name', fields ->> 'last_name')), '')`;

/**
 * The contacts a host means, among those we hold: by id, else by e-mail, else by phone. More than one means that
 * nobody can tell which; two people often share a phone.
 */
export async function findContacts(
  services: Services,
  connectionId: string,
  contact: ContactInput,
): Promise<Target[]> {
  if (contact.remote_id !== undefined || contact.id !== undefined) {
    const found = await findById(services, connectionId, 'contact', contact);
    return found ? [found] : [];
  }
  const email = contact.email?.trim().toLowerCase();
  if (email) {
    const byEmail = await select(services, connectionId, `lower(fields ->> 'email') = $2`, email);
    if (byEmail.length > 0) return byEmail;
  }
  const phone = contact.phone ? toE164(contact.phone) : null;
  return phone ? select(services, connectionId, `fields ->> 'phone_e164' = $2`, phone) : [];
}

/** A record by our id or the CRM's, unless it was deleted; an id the CRM gave counts even before a sync has seen it. */
export async function findById(
  services: Services,
  connectionId: string,
  object: ObjectName,
  input: RecordInput,
): Promise<Target | null> {
  if (input.id === undefined && input.remote_id === undefined) return null;
  const rows = await services.store.sequelize.query<Row & { is_deleted: boolean }>(
    `SELECT l.remote_id, ${NAME} AS name, COALESCE(r.refs, '{}') AS refs, r.deleted_at IS NOT NULL AS is_deleted FROM crm_entity_links l
       LEFT JOIN crm_records r USING (connection_id, object, remote_id)
      WHERE l.connection_id = $1 AND l.object = $2 AND NOT l.alias AND ($3::text IS NULL OR l.local_id = $3) AND ($4::text IS NULL OR l.remote_id = $4)
      ORDER BY r.deleted_at NULLS FIRST, r.id NULLS LAST LIMIT 1`,
    { bind: [connectionId, object, input.id ?? null, input.remote_id ?? null], type: QueryTypes.SELECT },
  );
  const row = rows[0];
  if (row?.is_deleted) return null;
  if (row) return { remoteId: row.remote_id, name: row.name, refs: row.refs };
  return input.remote_id === undefined ? null : { remoteId: input.remote_id, name: null, refs: {} };
}

/** The deal a contact is in, when there is exactly one that is still open. */
export async function findOnlyDeal(
  services: Services,
  connectionId: string,
  contactRemoteId: string,
): Promise<string | null> {
  const rows = await services.store.sequelize.query<{ remote_id: string }>(
    `WITH named AS MATERIALIZED ( -- by the index on contacts, whatever the limit makes the planner hope for
       SELECT * FROM crm_records WHERE object = 'deal' AND refs -> 'contact_ids' ? $2)
     SELECT remote_id FROM named WHERE connection_id = $1 AND deleted_at IS NULL
        AND COALESCE(fields ->> 'stage', '') !~* '(closed|won|lost)' LIMIT 2`,
    { bind: [connectionId, contactRemoteId], type: QueryTypes.SELECT },
  );
  return rows.length === 1 ? (rows[0]?.remote_id ?? null) : null;
}

function select(
  services: Services,
  connectionId: string,
  condition: string,
  value: string,
): Promise<Target[]> {
  return services.store.sequelize
    .query<Row>(
      `SELECT remote_id, ${NAME} AS name, refs FROM crm_records
        WHERE connection_id = $1 AND object = 'contact' AND deleted_at IS NULL AND ${condition} LIMIT 2`,
      { bind: [connectionId, value], type: QueryTypes.SELECT },
    )
    .then((rows) => rows.map((row) => ({ remoteId: row.remote_id, name: row.name, refs: row.refs })));
}

/** A number as the store keeps it; without a prefix it is an Italian one, as in the presets. */
export function toE164(phone: string): string | null {
  return parsePhoneNumber(phone, 'IT')?.number ?? null;
}
