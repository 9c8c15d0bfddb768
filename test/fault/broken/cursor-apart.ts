import { SyncCursor } from '../../../service/store/models/index.js';
import { storePage as storeWhole } from '../../../service/sync/store-page.js';

export type { MappedPage } from '../../../service/sync/store-page.js';

/** Broken on purpose: the cursor is committed before the page. */
export const storePage: typeof storeWhole = async (pull, page, progress, column) => {
  const { run, object } = pull;
  await SyncCursor.update({ [column]: page.cursor }, { where: { connectionId: run.connection_id, object } });
  return storeWhole(pull, page, progress, column);
};
