import { Database } from '../instances/database.js';
import { Instance } from '../instances/instance.js';
import { VERSIONS } from '../instances/version.js';
import { MODELS } from '../models/index.js';
import type { Settings } from '../settings.js';
import { seedPlaces } from './places.js';
import { seedRecords } from './records.js';
import { seedSystem } from './system.js';
import { seedUsers } from './users.js';

interface SeedDatabase {
  name: string;
  company: { name: string; domain: string };
  counts: { contacts: number; companies: number; deals: number };
}

const NORDEST: SeedDatabase = {
  name: 'nordest',
  company: { name: 'Nordest Energia', domain: 'nordest-energia.example' },
  counts: { contacts: 100, companies: 40, deals: 60 },
};

const SERVIZI: SeedDatabase = {
  name: 'servizi',
  company: { name: 'Nordest Servizi', domain: 'nordest-servizi.example' },
  counts: { contacts: 6, companies: 4, deals: 3 },
};

/** Which databases each server has; the one of 20 has one only, so that no header need name it. */
const HOSTED: Record<string, SeedDatabase[]> = {
  v18: [NORDEST, SERVIZI],
  v19: [NORDEST, SERVIZI],
  v20: [NORDEST],
};

/** Every server; its databases hold no customers' records when `isEmpty`. `prepare` sees each as it is made. */
export function makeInstances(
  now: () => number,
  settings: () => Settings,
  isEmpty: boolean,
  prepare: (db: Database) => void,
): Instance[] {
  return VERSIONS.map(
    (version) =>
      new Instance(version, () =>
        (HOSTED[version.path] ?? []).map((seed) => {
          const db = new Database(seed.name, version, MODELS, now, settings);
          fill(db, seed, isEmpty);
          prepare(db);
          return db;
        }),
      ),
  );
}

function fill(db: Database, seed: SeedDatabase, isEmpty: boolean): void {
  const env = db.systemAs(1, { tracking_disable: true });
  db.run(() => {
    seedSystem(env);
    seedPlaces(env);
    seedUsers(env, seed.company);
  });
  if (!isEmpty) seedRecords(db, seed.counts);
}
