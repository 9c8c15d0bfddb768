import type { Connector } from '../connector.js';
import { prepareWrites, readAccount, recordUrl, uninstall } from './account.js';
import { auth } from './auth.js';
import { classify, statusOf } from './classify.js';
import { changesFrom, writeCursor } from './cursor.js';
import { listFields } from './fields.js';
import { findByKey } from './find-by-key.js';
import { findContacts } from './find-contacts.js';
import { info } from './info.js';
import { preset } from './preset.js';
import { count, readAll, readMany, readOne } from './read.js';
import { readChanges } from './read-changes.js';
import { readDeleted } from './read-deleted.js';
import { webhooks } from './webhooks.js';
import { write } from './write.js';

/** Odoo, over JSON-2 from version 19 on and JSON-RPC before. Limits, quirks and guesses: README.md. */
export const odoo = {
  ...info,
  auth,
  preset,
  webhooks,
  classify,
  statusOf,
  readAccount,
  listFields,
  readAll,
  deltaCursor: (since) => writeCursor(changesFrom(since.getTime())),
  readChanges,
  readOne,
  readMany,
  readDeleted,
  count,
  findContacts,
  prepareWrites,
  write,
  findByKey,
  recordUrl,
  uninstall,
} satisfies Connector;
