import { readFeed as readBounded } from '../../../service/store/queries/read-feed.js';
import type { Store } from '../../../service/store/store.js';

export * from '../../../service/store/queries/read-feed.js';

const BOUND = 'AND r.change_xid < pg_snapshot_xmin(pg_current_snapshot())';

/** Broken on purpose: the feed is told up to the newest row that is committed, past transactions that are still open. */
export const readFeedPatiently: typeof readBounded = (store, ...args) => {
  const query = (sql: string, options: object) => {
    if (!sql.includes(BOUND)) throw new Error('the feed is bounded in another way by now: break that one');
    return store.sequelize.query(sql.replace(BOUND, ''), options);
  };
  return readBounded({ ...store, sequelize: { query } } as unknown as Store, ...args);
};
