import type { Database } from './database.js';
import type { Version } from './version.js';

/** One server: a version and the databases it serves, which are made when somebody first asks for them. */
export class Instance {
  private made: Map<string, Database> | null = null;

  constructor(
    readonly version: Version,
    private readonly make: () => Database[],
  ) {}

  get databases(): Map<string, Database> {
    this.made ??= new Map(this.make().map((db) => [db.name, db]));
    return this.made;
  }

  /** Whether anybody asked yet; before, everything is as the seed will have it. */
  get isMade(): boolean {
    return this.made !== null;
  }
}

/** The database a request is about: the one named, else the only one. */
export function databaseFor(instance: Instance, named: string | undefined): Database | undefined {
  if (named !== undefined) return instance.databases.get(named);
  return instance.databases.size === 1 ? [...instance.databases.values()][0] : undefined;
}
