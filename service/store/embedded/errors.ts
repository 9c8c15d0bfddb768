/** A start or stop that failed for a reason the operator can act on; the message says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** The `code` of a system error (`EACCES`, `ENOSPC`, ...) or of a PostgreSQL one (`57P03`), if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

const unwritable = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT']);

/** Turns a failed write below `folder` into one sentence; what it does not know is returned as it came. */
export function explainWriteFailure(folder: string, error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, error);
  if (code === undefined || !unwritable.has(code)) return error;
  return new EmbeddedPostgresError(
    `Cannot write to the database folder ${folder} (${code}): give this user write access to it, ` +
      'choose another data folder, or set DATABASE_URL to use a PostgreSQL of your own.',
    { cause: error },
  );
}

/** The one sentence for a full disk or an exhausted quota. */
export function diskFull(folder: string, cause?: unknown): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `No space is left for the database in ${folder}: free some space there or choose another data folder.`,
    { cause },
  );
}
