/** A connection to PostgreSQL, as Sequelize calls it. */
interface Client {
  query: (text: unknown, ...rest: unknown[]) => unknown;
}

const names = new Map<string, string>();

/**
 * Marks SQL that is asked many times a second: each connection then parses it once, and PostgreSQL may keep its plan.
 * For small statements that is most of their cost. Not for statements over `crm_records`: a plan made while a table was
 * small would be kept while a first load fills it.
 *
 * @returns the SQL, to be run as any other, with `bind`.
 */
export function prepare(sql: string): string {
  const text = sql.trim();
  if (!names.has(text)) names.set(text, `crm_${names.size}`);
  return text;
}

/** Lets a new connection send marked statements by name. */
export function usePrepared(connection: unknown): void {
  const client = connection as Client;
  const query = client.query.bind(client);
  client.query = (text, ...rest) => {
    const name = typeof text === 'string' && rest.length > 1 ? names.get(text) : undefined;
    return query(name === undefined ? text : { name, text }, ...rest);
  };
}
