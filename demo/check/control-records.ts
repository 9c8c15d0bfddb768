import { CheckFailure } from './steps.js';

/** A record as the control doors of most sandboxes show it. */
export interface SandboxRecord {
  id: string;
  properties: Record<string, unknown>;
  associations: Record<string, string[]>;
}

/** Every record that a control door lists for a query, page by page. */
export async function listAll<T = SandboxRecord>(
  control: string,
  query: Record<string, string>,
): Promise<T[]> {
  const all: T[] = [];
  for (let after: string | null = '0'; after !== null; ) {
    const search = new URLSearchParams({ ...query, after, limit: '1000' });
    const answer = await fetch(`${control}/records?${search}`);
    const what = query['object'] ?? query['model'] ?? 'records';
    if (!answer.ok) throw new CheckFailure(`the sandbox's ${what}: expected 200, found ${answer.status}`);
    const page = (await answer.json()) as { results: T[]; next: string | number | null };
    all.push(...page.results);
    after = page.next === null ? null : String(page.next);
  }
  return all;
}
