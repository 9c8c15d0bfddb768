import type { ObjectProgress } from '../../shared/run.js';
import { CrmError, type RemotePage, type RemoteRecord } from '../connectors/connector.js';
import { suspectFields } from '../drift/suspect-fields.js';
import { lacksFields } from '../fields/lacks-fields.js';
import { mapPage } from '../fields/map-page.js';
import type { Pull } from './pull.js';
import { readAhead } from './read-ahead.js';
import { type MappedPage, storePage } from './store-page.js';
import { mergesOf } from './store-records.js';

/** Weighs a page by its records; an empty one is no reason to read on for ever. */
const weigh = ({ rows }: MappedPage): number => Math.max(1, rows.length);

/** Records that commit together at most, and those read ahead of them. A delta is stored page by page. */
const AHEAD = {
  backfillCursor: { weigh, batch: 1_000, ahead: 2_000 },
  deltaCursor: { weigh, batch: 1, ahead: 1 },
};

async function* mapPages(pull: Pull, pages: AsyncGenerator<RemotePage>): AsyncGenerator<MappedPage> {
  for await (const { records, cursor, total } of pages) {
    await refuseLacking(pull, records);
    yield { rows: mapPage(pull.mapping, records), merges: mergesOf(records), cursor, total };
  }
}

/** @throws CrmError for records that lack a field, where the CRM may have lost it since its fields were read. */
async function refuseLacking(pull: Pull, records: readonly RemoteRecord[]): Promise<void> {
  if (lacksFields(pull.mapping, records) && (await suspectFields(pull.services, pull)))
    throw new CrmError('validation', 'Fields that were asked for are not there.');
}

/**
 * Stores every page and answers the last one's cursor. Pages are read and mapped while those before commit; what has
 * come by then commits together, with the cursor of the last. A crash at any point repeats a batch.
 *
 * @returns of a delta also the cursor of a page with nothing in it, which is left to the caller to keep: most polls see
 * nothing, and then one transaction does.
 */
export async function storePages(
  pull: Pull,
  pages: AsyncGenerator<RemotePage>,
  progress: ObjectProgress,
  column: 'backfillCursor' | 'deltaCursor',
): Promise<{ progress: ObjectProgress; cursor: string | null }> {
  let cursor: string | null = null;
  for await (const batch of readAhead(mapPages(pull, pages), AHEAD[column])) {
    for (const alike of splitByKept(batch)) {
      pull.signal.throwIfAborted();
      const page = joinPages(alike);
      cursor = page.cursor;
      if (column === 'deltaCursor' && isEmpty(page)) continue;
      progress = await storePage(pull, page, progress, column);
    }
  }
  return { progress, cursor };
}

const isEmpty = ({ rows, merges }: MappedPage): boolean => rows.length === 0 && merges.length === 0;

/** Parts of a batch whose records keep the same fields: what is stored together says that once. */
export function splitByKept(pages: MappedPage[]): MappedPage[][] {
  const parts: MappedPage[][] = [];
  let last: string | undefined;
  for (const page of pages) {
    const kept = page.rows[0]?.kept?.join() ?? '';
    if (parts.length === 0 || kept !== last) parts.push([]);
    parts.at(-1)?.push(page);
    last = kept;
  }
  return parts;
}

/** Of a record that comes in several pages the later one counts. */
function joinPages(pages: MappedPage[]): MappedPage {
  const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [row.remote_id, row])));
  const last = pages.at(-1) as MappedPage;
  const merges = pages.flatMap((page) => page.merges);
  return { rows: [...rows.values()], merges, cursor: last.cursor, total: last.total };
}
