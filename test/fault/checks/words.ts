import type { ObjectName } from '../../../shared/records.js';
import { ofBoth } from '../actors/host-edits.js';
import { CRM_OBJECTS } from '../model/expected.js';
import type { Storm } from '../storm.js';
import { historyOf } from './history.js';
import type { Found } from './violation.js';

/** Fields that only the host changes in the storm, and what the CRM calls them. */
const OF_HOST: Partial<Record<ObjectName, Record<string, string>>> = {
  contact: { title: 'jobtitle' },
  deal: { close_date: 'closedate' },
};

/** What both sides change. */
const BOTH = { field: 'last_name', property: 'lastname' };

/** A late or repeated write of something older would show here: the order of one record's pushes is kept. */
export async function findHostWordsLost({ bed, ledger }: Storm): Promise<Found> {
  const found: Found = [];
  for (const object of ['contact', 'deal'] as const) {
    const there = new Map((await bed.crm.all(CRM_OBJECTS[object])).map((row) => [row.id, row.properties]));
    for (const said of ledger.said.values()) {
      if (said.object !== object || said.remoteId === null) continue;
      for (const [field, property] of Object.entries(OF_HOST[object] ?? {})) {
        const word = said.fields[field];
        const is = there.get(said.remoteId)?.[property] ?? '';
        if (
          word === undefined ||
          (there.has(said.remoteId) && is.startsWith(String(word)) && sameLength(is, String(word)))
        )
          continue;
        found.push({
          id: `${object} ${said.remoteId}`,
          story: `${property} is “${is}”, the host said “${word}”${await historyOf(bed, object, said.localId)}`,
        });
      }
    }
  }
  return found;
}

/** Dates come back with a time. */
const sameLength = (is: string, word: string): boolean =>
  is.length === word.length || /^T00:00/.test(is.slice(word.length));

/** What the host never touched, or may not overwrite, is as the CRM's people left it. */
export async function findCrmWordsLost({ bed, ledger, world }: Storm): Promise<Found> {
  const found: Found = [];
  const both = new Set(world.people.filter(ofBoth).map(({ id }) => id));
  for (const object of ['contacts', 'companies', 'deals']) {
    for (const row of await bed.crm.all(object)) {
      const kept = ledger.crm.get(`${object} ${row.id}`);
      for (const [property, word] of Object.entries(kept?.properties ?? {})) {
        if (property === BOTH.property && both.has(row.id)) continue;
        if (row.properties[property] === word) continue;
        const story = `${property} is “${row.properties[property]}”, the CRM’s people wrote “${word}”`;
        found.push({ id: `${object} ${row.id}`, story });
      }
    }
  }
  for (const row of await bed.crm.all('deals'))
    if (!row.properties['dealname']?.startsWith('Deal '))
      found.push({ id: `deals ${row.id}`, story: `the host renamed it: “${row.properties['dealname']}”` });
  return found;
}

/** Who wins depends on who saw what first; but it is one's last word, and never an older one. */
export async function findConflictFaults({ bed, ledger, world, reader }: Storm): Promise<Found> {
  const found: Found = [];
  const there = new Map((await bed.crm.all('contacts')).map((row) => [row.id, row.properties]));
  for (const person of world.people.filter(ofBoth)) {
    const localId = reader.localIdOf('contact', person.id);
    const host = ledger.said.get(`contact ${localId}`)?.fields[BOTH.field];
    const crm = ledger.crm.get(`contacts ${person.id}`)?.properties[BOTH.property] ?? `Last ${person.n}`;
    const is = there.get(person.id)?.[BOTH.property];
    if (is !== undefined && is !== crm && is !== host)
      found.push({
        id: `contacts ${person.id}`,
        story: `${BOTH.property} is “${is}”, neither the host’s “${host}” nor the CRM’s “${crm}”`,
      });
  }
  return found;
}
