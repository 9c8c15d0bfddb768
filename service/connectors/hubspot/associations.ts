import { chunk } from '../batches.js';
import type { ConnectorSession } from '../connector.js';
import { askByPost, PATHS } from './client.js';
import type { HubspotObject } from './objects.js';
import type { AssociationRow, BatchAnswer, HubspotRecord, HubspotType, ListedAssociations } from './types.js';

const BATCH_READ_SIZE = 1_000;
/** A page of one record's links holds about 500; a record with more than this many pages is cut off. */
const MOST_PAGES = 40;

/** Refs of each record by its HubSpot id: our ref field -> HubSpot ids, the primary one first. */
export type RefsById = Map<string, Record<string, string[]>>;

/** Reads the links of records that came without them (a search, a batch read). */
export async function readRefs(
  session: ConnectorSession,
  info: HubspotObject,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<RefsById> {
  const entries = await Promise.all(
    Object.entries(info.refs).map(async ([field, to]) => ({
      field,
      linked: await readLinks(session, info, to, ids, signal),
    })),
  );
  return new Map(
    ids.map((id) => [
      id,
      Object.fromEntries(entries.map(({ field, linked }) => [field, linked.get(id) ?? []])),
    ]),
  );
}

/** Ids of the records that each of `ids` is linked to. A record without links is reported as an error; it just has none. */
export async function readLinks(
  session: ConnectorSession,
  info: HubspotObject,
  to: HubspotType,
  ids: readonly string[],
  signal?: AbortSignal,
): Promise<Map<string, string[]>> {
  const rows = new Map<string, NonNullable<AssociationRow['to']>>();
  let asked: { id: string; after?: string }[] = [...new Set(ids)].map((id) => ({ id }));
  for (let page = 0; asked.length > 0 && page < MOST_PAGES; page++) {
    const more: typeof asked = [];
    for (const inputs of chunk(asked, BATCH_READ_SIZE)) {
      const path = `${PATHS.associations(info.type, to)}/read`;
      const answer = await askByPost<BatchAnswer<AssociationRow>>(session, path, { inputs }, signal);
      for (const row of answer.results ?? []) {
        const id = row.from?.id;
        if (id === undefined) continue;
        rows.set(id, [...(rows.get(id) ?? []), ...(row.to ?? [])]);
        const after = row.paging?.next?.after;
        if (after !== undefined) more.push({ id, after });
      }
    }
    asked = more;
  }
  const primary = info.links[to]?.primary;
  return new Map([...rows].map(([id, links]) => [id, primaryFirst(links, primary)]));
}

function primaryFirst(links: NonNullable<AssociationRow['to']>, primary: number | undefined): string[] {
  const isPrimary = (link: (typeof links)[number]) =>
    link.associationTypes?.some(
      (each) => each.typeId === primary && (each.category ?? 'HUBSPOT_DEFINED') === 'HUBSPOT_DEFINED',
    ) ?? false;
  const ordered = [...links.filter(isPrimary), ...links.filter((link) => !isPrimary(link))];
  return [...new Set(ordered.map((link) => String(link.toObjectId)))];
}

/** Refs of records that came with `associations`; null when a list of links was cut off and has to be read. */
export function listedRefs(info: HubspotObject, record: HubspotRecord): Record<string, string[]> | null {
  const refs: Record<string, string[]> = {};
  for (const [field, to] of Object.entries(info.refs)) {
    const listed = record.associations?.[to];
    if (listed?.paging?.next?.after !== undefined) return null;
    refs[field] = listedIds(listed);
  }
  return refs;
}

/** `contact_to_company` is the primary one, `contact_to_company_unlabeled` any; both are listed for the primary. */
function listedIds(listed: ListedAssociations | undefined): string[] {
  const results = listed?.results ?? [];
  const isPlain = (type: string) => type.endsWith('_unlabeled');
  const ordered = [
    ...results.filter((each) => !isPlain(each.type)),
    ...results.filter((each) => isPlain(each.type)),
  ];
  return [...new Set(ordered.map((each) => String(each.id)))];
}
