import { type Fields, OBJECTS, type ObjectName } from '../../../shared/records.js';
import type { CrmRow } from '../bed/crm.js';
import { CRM_OBJECTS, differences, expectedFields } from '../model/expected.js';
import type { Storm } from '../storm.js';
import type { Found } from './violation.js';

/** HubSpot's cursors, as the connector writes them: everything named or passed here is never asked for again. */
interface Delta {
  phase: 'list' | 'changes';
  after?: string | null;
  place?: { stamp: number; ids: string[] };
  seen?: [id: string, stamp: number][];
}

interface Stand {
  object: ObjectName;
  backfill_cursor: string | null;
  delta_cursor: string | null;
  held: Record<string, Fields> | null;
}

/**
 * Whatever a cursor has passed must be in the store as it was then. A record that the CRM has changed since then comes
 * again and proves nothing. Store and cursors are read at one moment, and before the CRM.
 */
export async function findCursorGaps({ bed }: Pick<Storm, 'bed'>): Promise<Found> {
  const stands = await bed.sql<Stand>(
    `SELECT k.object, k.backfill_cursor, k.delta_cursor, (SELECT jsonb_object_agg(r.remote_id, r.fields) FROM crm_records r
        WHERE r.connection_id = k.connection_id AND r.object = k.object) AS held FROM crm_sync_cursors k`,
  );
  const readAt = Date.now();
  const found: Found = [];
  for (const stand of stands.filter(({ object }) => OBJECTS.includes(object)))
    for (const row of await bed.crm.all(CRM_OBJECTS[stand.object])) {
      const why = row.changedAt < readAt ? passed(stand, row) : null;
      if (why === null) continue;
      const id = `${stand.object} ${row.id}`;
      const held = stand.held?.[row.id];
      if (!held) found.push({ id, story: `${why}, and it is not in the store` });
      else if (!why.startsWith('the copy')) {
        const wrong = differences(ownFields(stand.object, row), held);
        if (wrong.length > 0) found.push({ id, story: `${why}, but ${wrong.join(', ')}` });
      }
    }
  return found;
}

function passed({ backfill_cursor, delta_cursor }: Stand, row: CrmRow): string | null {
  const list = parse(backfill_cursor);
  if (list?.phase === 'list' && list.after && Number(row.id) <= Number(list.after))
    return `the copy has passed it (${list.after})`;
  const delta = parse(delta_cursor);
  if (delta?.phase !== 'changes') return null;
  if (row.changedAt < (delta.place?.stamp ?? 0)) return `the delta has passed it (${row.changedAt})`;
  const isNamed = delta.seen?.some(([id, stamp]) => id === row.id && stamp === row.changedAt);
  return isNamed ? `the delta says it has seen it (${row.changedAt})` : null;
}

const parse = (text: string | null): Delta | null => (text === null ? null : (JSON.parse(text) as Delta));

/** Without references: a link moves no date, and is not what a cursor speaks of. */
function ownFields(object: ObjectName, row: CrmRow): Fields {
  return Object.fromEntries(
    Object.entries(expectedFields(object, row, () => null)).filter(([name]) => !/_ids?$/.test(name)),
  );
}
