import type { ConnectorSession } from '../connector.js';
import { get, orNull, PATHS } from './client.js';
import { type DurationFormat, formatShownBy } from './durations.js';
import type { RecordList } from './types.js';

const MOST_KEPT = 500;

/** Forms that accounts showed this process. Only a saving: their calls show it again. */
const kept = new Map<string, DurationFormat>();

/** The form an account was found to use; null when nothing told yet. */
export function knownFormat(session: ConnectorSession): DurationFormat | null {
  const stored = session.metadata['call_duration_format'];
  const known = kept.get(keyOf(session));
  if (known) return known;
  return stored === 'hh:mm' || stored === 'mm:ss' ? stored : null;
}

/** Keeps what a call of ours showed, for the writes that follow. */
export function rememberFormat(session: ConnectorSession, format: DurationFormat): void {
  const key = keyOf(session);
  kept.delete(key);
  kept.set(key, format);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) return;
    kept.delete(oldest);
  }
}

/** The form an account uses, by its latest calls where it is not known; null when none of them tells. */
export async function learnFormat(session: ConnectorSession): Promise<DurationFormat | null> {
  const known = knownFormat(session);
  if (known) return known;
  const answer = await orNull(
    get<RecordList>(session, PATHS.records('Calls'), {
      fields: 'Call_Duration,Call_Duration_in_seconds',
      per_page: 50,
      sort_by: 'Modified_Time',
      sort_order: 'desc',
    }),
  );
  for (const call of answer?.body?.data ?? []) {
    const format = formatShownBy(call['Call_Duration'], call['Call_Duration_in_seconds']);
    if (format === null) continue;
    rememberFormat(session, format);
    return format;
  }
  return null;
}

function keyOf({ accountId, metadata }: ConnectorSession): string {
  return JSON.stringify([metadata['api_domain'] ?? null, accountId]);
}
