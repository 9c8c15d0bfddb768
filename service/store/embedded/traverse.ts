import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import type { ServerUser } from './choose-user.js';

/**
 * Whether `user`, holding no groups but its own, may pass through every folder down to and including `path`.
 *
 * @param path an existing folder; links are followed.
 */
export function canTraverse(user: ServerUser, path: string): boolean {
  let folder = realpathSync(path);
  for (;;) {
    if (!mayEnter(user, lstatSync(folder))) return false;
    const parent = dirname(folder);
    if (parent === folder) return true;
    folder = parent;
  }
}

function mayEnter(user: ServerUser, folder: Stats): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
