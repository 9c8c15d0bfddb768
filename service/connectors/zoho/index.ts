import type { Connector } from '../connector.js';
import { readAccount, recordUrl, uninstall } from './account.js';
import { auth } from './auth.js';
import { classify } from './classify.js';
import { changesFrom, writeCursor } from './cursor.js';
import { listFields } from './fields.js';
import { findByKey } from './find-by-key.js';
import { findContacts } from './find-contacts.js';
import { info } from './info.js';
import { preset } from './preset.js';
import { count, readAll, readOne } from './read.js';
import { readChanges } from './read-changes.js';
import { readDeleted } from './read-deleted.js';
import { readMany } from './read-many.js';
import { webhooks } from './webhooks.js';
import { write } from './write.js';
import { prepareWrites } from './write-keys.js';

/** Zoho CRM, API version 8. Limits and quirks: README.md. */
export const zoho = {
  ...info,
  auth,
  preset,
  webhooks,
  classify,
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
