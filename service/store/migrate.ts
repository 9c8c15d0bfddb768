import { Sequelize } from 'sequelize';
import { Umzug } from 'umzug';
import { heardPg } from './heard-pg.js';
import { migrations } from './migrations/index.js';

/** One step of the schema: SQL that runs in one transaction, together with the note that it ran. */
export interface Migration {
  /** `<utc stamp>-<verb>-<what>` */
  name: string;
  up: string;
}

/** Any number that no other lock of the service uses. */
const MIGRATION_LOCK = 4_723_661_001;

/**
 * Brings a database to the newest schema. Safe when several processes start at once: one migrates, the others wait.
 *
 * @throws Error of the database when a step fails; that step leaves nothing behind.
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const sequelize = new Sequelize(databaseUrl, {
    ...{ dialect: 'postgres', dialectModule: heardPg, logging: false, pool: { max: 1 } },
  });
  try {
    await sequelize.transaction(async (transaction) => {
      await sequelize.query('SELECT pg_advisory_xact_lock($1)', { bind: [MIGRATION_LOCK], transaction });
      await sequelize.query(
        'CREATE TABLE IF NOT EXISTS schema_migrations (name text PRIMARY KEY, ran_at timestamptz NOT NULL DEFAULT now())',
        { transaction },
      );
      const umzug = new Umzug({
        migrations: migrations.map(({ name, up }) => ({
          name,
          up: async () => {
            await sequelize.query(up, { transaction });
          },
        })),
        storage: {
          executed: async () => {
            const [rows] = await sequelize.query('SELECT name FROM schema_migrations ORDER BY name', {
              transaction,
            });
            return (rows as { name: string }[]).map((row) => row.name);
          },
          logMigration: async ({ name }) => {
            await sequelize.query('INSERT INTO schema_migrations (name) VALUES ($1)', {
              bind: [name],
              transaction,
            });
          },
          unlogMigration: async ({ name }) => {
            await sequelize.query('DELETE FROM schema_migrations WHERE name = $1', {
              bind: [name],
              transaction,
            });
          },
        },
        logger: undefined,
      });
      await umzug.up();
    });
  } finally {
    await sequelize.close();
  }
}
