import { EmbeddedPostgresError } from './errors.js';
import type { Host } from './host.js';

/** The account the server runs under when this process is root, which PostgreSQL refuses to run as. */
export interface ServerUser {
  name: string;
  uid: number;
  gid: number;
}

/**
 * Who runs the server: undefined means this process' own user.
 *
 * As root: the owner of an existing cluster, else `postgres`, else `nobody`. No account is ever created.
 *
 * @param clusterOwner uid owning the cluster that is already there, if any.
 * @throws EmbeddedPostgresError when root finds no account to use.
 */
export function chooseServerUser(host: Host, clusterOwner?: number): ServerUser | undefined {
  if (host.uid !== 0) return undefined;
  const accounts = parseAccounts(host.accounts);
  const owner = clusterOwner ? accounts.find((account) => account.uid === clusterOwner) : undefined;
  if (clusterOwner && !owner) {
    throw new EmbeddedPostgresError(
      `The database belongs to uid ${clusterOwner}, which has no account here: ` +
        'add that account, or chown the data folder to one that exists.',
    );
  }
  const chosen = owner ?? unprivileged(accounts, 'postgres') ?? unprivileged(accounts, 'nobody');
  if (chosen) return chosen;
  throw new EmbeddedPostgresError(
    'PostgreSQL refuses to run as root and there is neither a "postgres" nor a "nobody" account: ' +
      'start this service as an ordinary user, or set DATABASE_URL.',
  );
}

function unprivileged(accounts: ServerUser[], name: string): ServerUser | undefined {
  return accounts.find((account) => account.name === name && account.uid !== 0);
}

function parseAccounts(text: string): ServerUser[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':');
    if (!name || !uid || !gid || !/^-?\d+$/.test(uid) || !/^-?\d+$/.test(gid)) return [];
    // macOS writes nobody's id as -2; the system calls want it unsigned.
    return [{ name, uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 }];
  });
}
