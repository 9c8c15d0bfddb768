/** What sets one server version apart for a client. */
export interface Version {
  /** First part of the address of the servers of this version, `v19`. */
  path: string;
  major: number;
  serie: string;
  /** As `common.version` says it. */
  serverVersion: string;
  info: [number, number, number, string, number, string];
}

/** Versions that run here, oldest first. */
export const VERSIONS: Version[] = [
  {
    path: 'v18',
    major: 18,
    serie: '18.0',
    serverVersion: '18.0-20250421',
    info: [18, 0, 0, 'final', 0, ''],
  },
  { path: 'v19', major: 19, serie: '19.0', serverVersion: '19.0-20260115', info: [19, 0, 0, 'final', 0, ''] },
  { path: 'v20', major: 20, serie: '20.0', serverVersion: '20.0-20261002', info: [20, 0, 0, 'final', 0, ''] },
];

/** JSON-2 and the version page came with 19. */
export function hasJson2(version: Version): boolean {
  return version.major >= 19;
}
