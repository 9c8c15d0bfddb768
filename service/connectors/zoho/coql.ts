import { type ConnectorSession, CrmError } from '../connector.js';
import { ask, PATHS } from './client.js';
import type { RecordList, ZohoRecord } from './types.js';

/** Rows of one query at the price of one credit. */
export const QUERY_SIZE = 200;

export interface Rows {
  rows: ZohoRecord[];
  hasMore: boolean;
  /** Zoho's clock, in ms. */
  at: number;
}

/** Asks for up to 200 rows. Queries read the records themselves, not the search index. */
export async function query(session: ConnectorSession, select: string, signal?: AbortSignal): Promise<Rows> {
  try {
    return await ask200(session, select, signal);
  } catch (error) {
    // No page says how a quote within a text is written: the other way then.
    const isSyntax = error instanceof CrmError && error.vendorCode === 'SYNTAX_ERROR';
    if (!isSyntax || !select.includes("\\'")) throw error;
    return ask200(session, select.replaceAll("\\'", "''"), signal);
  }
}

async function ask200(session: ConnectorSession, select: string, signal?: AbortSignal): Promise<Rows> {
  const { body, at } = await ask<RecordList>(session, {
    method: 'POST',
    path: PATHS.coql,
    body: { select_query: `${select} limit 0, ${QUERY_SIZE}` },
    ...(signal ? { signal } : {}),
  });
  const rows = body?.data ?? [];
  return { rows, hasMore: body?.info?.more_records ?? rows.length === QUERY_SIZE, at };
}

/** A text in a query. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

export function quoteAll(texts: readonly string[]): string {
  return `(${texts.map(quote).join(', ')})`;
}
