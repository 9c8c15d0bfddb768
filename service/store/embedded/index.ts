import { thisHost } from './host.js';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startOn } from './start.js';

export { EmbeddedPostgresError } from './errors.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start.js';

/**
 * Starts the PostgreSQL that comes with the npm packages (or one installed on the system) on 127.0.0.1, creating the
 * cluster and the database on first use. A server that another live process already runs from this folder is shared.
 *
 * @throws EmbeddedPostgresError with one sentence that says what to do.
 */
export function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  return startOn(thisHost(), options);
}
