import { chunk } from '../batches.js';
import { type ConnectorSession, CrmError } from '../connector.js';
import { toWriteFault } from './classify.js';
import { PATHS, send } from './client.js';
import { type HubspotObject, MAIN_TYPE } from './objects.js';
import type { BatchAnswer, ErrorEnvelope, HubspotType } from './types.js';
import type { Row } from './write-row.js';

const LINK_BATCH_SIZE = 1_000;

interface Link {
  row: Row;
  from: string;
  to: string;
}

interface LinkResult {
  from?: { id?: string };
  to?: { id?: string };
}

/**
 * Links written rows to the records they name; a link that is there already stays as it is. The company of a
 * contact or deal becomes its primary one. A row that cannot be linked is settled as failed.
 */
export async function linkRows(session: ConnectorSession, info: HubspotObject, rows: Row[]): Promise<void> {
  const byTarget = new Map<HubspotType, Link[]>();
  for (const row of rows) {
    if (row.isLinked || row.outcome === null || !('id' in row.outcome)) continue;
    for (const { object, remoteId } of row.input.associations) {
      const to = MAIN_TYPE[object];
      if (!info.links[to]) continue;
      byTarget.set(to, [...(byTarget.get(to) ?? []), { row, from: row.outcome.id, to: remoteId }]);
    }
  }
  for (const [to, links] of byTarget)
    for (const part of chunk(links, LINK_BATCH_SIZE)) await sendLinks(session, info, to, part);
}

async function sendLinks(
  session: ConnectorSession,
  info: HubspotObject,
  to: HubspotType,
  links: Link[],
): Promise<void> {
  const primary = info.links[to]?.primary;
  const path = `${PATHS.associations(info.type, to)}/${primary === undefined ? 'associate/default' : 'create'}`;
  const types = [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: primary }];
  const inputs = links.map((link) => ({
    from: { id: link.from },
    to: { id: link.to },
    ...(primary === undefined ? {} : { types }),
  }));
  try {
    const answer = await send<BatchAnswer<LinkResult>>(session, path, { inputs });
    if (answer.errors?.length) await settleErrors(session, info, to, links, answer, answer.errors);
  } catch (error) {
    if (!(error instanceof CrmError) || (error.kind !== 'validation' && error.kind !== 'not_found'))
      throw error;
    const [link] = links;
    if (link && links.length === 1) return settleUnlinked(link, to, error);
    for (const part of chunk(links, Math.ceil(links.length / 2))) await sendLinks(session, info, to, part);
  }
}

/** Errors name no pair for sure, so the pairs missing from the results are tried once more, each alone. */
async function settleErrors(
  session: ConnectorSession,
  info: HubspotObject,
  to: HubspotType,
  links: Link[],
  answer: BatchAnswer<LinkResult>,
  errors: ErrorEnvelope[],
): Promise<void> {
  const [error = {}] = errors;
  const [link] = links;
  if (link && links.length === 1) return settleUnlinked(link, to, error);
  const made = new Set((answer.results ?? []).map((each) => `${each.from?.id}>${each.to?.id}`));
  for (const each of links)
    if (!made.has(`${each.from}>${each.to}`)) await sendLinks(session, info, to, [each]);
}

function settleUnlinked(link: Link, to: HubspotType, error: ErrorEnvelope | CrmError): void {
  const fault = toWriteFault(error, {});
  const message = `HubSpot has the record but did not link it to ${to} ${link.to}: ${fault.message}`;
  link.row.outcome = {
    fault: { ...fault, code: 'association_failed', message, field: null, value: link.to },
  };
}
