import { createHash } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { chooseServerUser, type ServerUser } from './choose-user.js';
import { EmbeddedPostgresError, explainWriteFailure } from './errors.js';
import type { Host } from './host.js';
import { canTraverse } from './traverse.js';

/** The folder everything about one database lives in, and who runs its server. */
export interface Home {
  /** Absolute, links resolved. */
  dir: string;
  /** The PostgreSQL data directory; absent until the first start finished creating it. */
  cluster: string;
  /** Undefined: this process' own user. */
  user: ServerUser | undefined;
}

/**
 * Creates the home folder. When root's server user cannot reach the folder asked for, the home is put below
 * the first reachable fallback root instead, always at the same place for the same request, and `log` says where.
 *
 * @throws EmbeddedPostgresError when no folder can be written and reached.
 */
export function placeHome(requested: string, host: Host, log: (line: string) => void): Home {
  const dir = makeFolder(resolve(requested), host);
  const cluster = join(dir, 'cluster');
  const owner = existsSync(cluster) ? statSync(cluster).uid : undefined;
  const user = chooseServerUser(host, owner);
  if (!user || canTraverse(user, dir)) return { dir, cluster, user };
  if (owner !== undefined) {
    throw new EmbeddedPostgresError(
      `The database in ${dir} cannot be reached by its owner "${user.name}": ` +
        'give that user the execute right on every folder above it (chmod o+x).',
    );
  }
  const moved = placeElsewhere(dir, user, host);
  log(
    `Notice: user "${user.name}", who runs PostgreSQL because it refuses to run as root, cannot reach ${dir}; ` +
      `the database is kept in ${moved} instead${isTemporary(moved) ? ', WHICH THE SYSTEM MAY EMPTY' : ''}.`,
  );
  return { dir: moved, cluster: join(moved, 'cluster'), user };
}

function isTemporary(dir: string): boolean {
  return [tmpdir(), '/tmp'].some((folder) => dir.startsWith(`${resolve(folder)}/`));
}

function placeElsewhere(asked: string, user: ServerUser, host: Host): string {
  const name = `${basename(asked)}-${createHash('sha256').update(asked).digest('hex').slice(0, 12)}`;
  for (const root of host.fallbackRoots) {
    try {
      // A root below a shared folder such as /tmp must not be one that somebody else prepared.
      const made = makeFolder(root, host);
      if (lstatSync(root).isSymbolicLink() || statSync(made).uid !== host.uid) continue;
      const dir = makeFolder(join(made, name), host);
      if (canTraverse(user, dir)) return dir;
    } catch (error) {
      if (!(error instanceof EmbeddedPostgresError)) throw error;
    }
  }
  throw new EmbeddedPostgresError(
    `User "${user.name}", who must run PostgreSQL because this process is root, cannot reach ${asked}: ` +
      'choose a data folder whose parents everybody may enter (for instance below /var/lib), or set DATABASE_URL.',
  );
}

/** Ours alone as an ordinary user; as root others may pass through it, for the server's user is one of them. */
function makeFolder(path: string, host: Host): string {
  const mode = host.uid === 0 ? 0o755 : 0o700;
  try {
    const first = mkdirSync(path, { recursive: true, mode });
    if (first) openParents(path, first, mode);
    else if (host.uid === 0 && statSync(path).uid === 0) chmodSync(path, statSync(path).mode | 0o011);
    return realpathSync(path);
  } catch (error) {
    throw explainWriteFailure(path, error);
  }
}

/** The umask may have narrowed the folders we have just made. */
function openParents(path: string, first: string, mode: number): void {
  for (let folder = path; ; folder = dirname(folder)) {
    chmodSync(folder, mode);
    if (folder === first || folder === dirname(folder)) return;
  }
}
