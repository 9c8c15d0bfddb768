import type { CorsOptions } from 'cors';
import { QueryTypes } from 'sequelize';
import type { Clock } from '../../clock.js';
import { App } from '../../store/models/index.js';

/** A new origin of an app is known after this long at the latest. */
const KEEP_MS = 2_000;

/**
 * Whether browsers may read our answers from a page: some app allows its origin. Which key may be used from there
 * is checked per request; a preflight carries no key.
 */
export function knownOrigins(clock: Clock): NonNullable<CorsOptions['origin']> {
  let known: { at: number; origins: Promise<Set<string>> } | null = null;
  let last: Set<string> | null = null;
  const load = (): Promise<Set<string>> => {
    const at = clock.now().getTime();
    if (known && at - known.at < KEEP_MS) return known.origins;
    const origins = readOrigins().then(
      (read) => {
        last = read;
        return read;
      },
      (error: unknown) => {
        known = null;
        // Without them a browser could not even read that the database is away.
        if (last) return last;
        throw error;
      },
    );
    known = { at, origins };
    return origins;
  };
  return (origin, done) => {
    if (origin === undefined) {
      done(null, false);
      return;
    }
    load().then(
      (origins) => done(null, origins.has(origin) ? origin : false),
      (error: Error) => done(error),
    );
  };
}

async function readOrigins(): Promise<Set<string>> {
  const rows = await App.sequelize?.query<{ origin: string }>(
    'SELECT DISTINCT unnest(allowed_origins) AS origin FROM apps',
    {
      type: QueryTypes.SELECT,
    },
  );
  return new Set(rows?.map((row) => row.origin));
}
