import { type RunningSandboxes, startSandboxes } from '../../../demo/sandbox/index.js';
import { TEST_CLIENT } from '../../support/service/env.js';
import { createSandboxDoor, type SandboxDoor } from '../../support/service/sandbox-door.js';

/** A record as the CRM has it, asked through its control door. */
export interface CrmRow {
  id: string;
  properties: Record<string, string>;
  associations: Record<string, string[]>;
  /** When it was changed last, in ms. */
  changedAt: number;
}

/** The CRM of a bed. */
export interface Crm {
  door: SandboxDoor;
  /** All of an object of the CRM's, `contacts`. */
  all(object: string): Promise<CrmRow[]>;
  /** Creates, or changes where an id is given; gives the ids. */
  write(object: string, records: object[]): Promise<string[]>;
  close(): Promise<void>;
}

/** An empty sandbox HubSpot that names limits it is never brought to. */
export async function startCrm(settings: Record<string, unknown>): Promise<Crm> {
  const limits = { account: { max: 5_000, window_ms: 10_000 }, search: null };
  const sandboxes: RunningSandboxes = await startSandboxes({
    port: 0,
    seed: false,
    hubspot: {
      clientId: TEST_CLIENT.id,
      clientSecret: TEST_CLIENT.secret,
      settings: { limits, ...settings },
    },
  });
  const door = createSandboxDoor(sandboxes.url, 'hubspot');
  return {
    door,
    all: (object) => readAll(door, object),
    write: async (object, records) =>
      (await door.post<{ ids: string[] }>('records', { object, records })).ids,
    close: sandboxes.close,
  };
}

interface Listed {
  results: (Omit<CrmRow, 'changedAt'> & { updatedAt: string })[];
  next: string | null;
}

async function readAll(door: SandboxDoor, object: string): Promise<CrmRow[]> {
  const rows: CrmRow[] = [];
  for (let after: string | null = '0'; after !== null; ) {
    const page: Listed = await door.get<Listed>(`records?object=${object}&limit=1000&after=${after}`);
    for (const { updatedAt, ...row } of page.results) rows.push({ ...row, changedAt: Date.parse(updatedAt) });
    after = page.next;
  }
  return rows;
}
