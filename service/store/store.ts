import { Sequelize, type Transaction } from 'sequelize';
import { heardPg } from './heard-pg.js';
import { initModels } from './models/index.js';
import { usePrepared } from './prepared.js';

/** The database. Models (`store/models`) are bound to it when it opens; raw SQL goes through `sequelize.query` with `bind`. */
export interface Store {
  sequelize: Sequelize;
  url: string;
  /** Runs `work` in one transaction. */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** @throws Error when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Connections to open at most; PostgreSQL here allows 60 and Agenda and listeners take some. */
const POOL_MAX = 16;

export function openStore(url: string, options: { poolMax?: number } = {}): Store {
  const sequelize = new Sequelize(url, {
    dialect: 'postgres',
    dialectModule: heardPg,
    logging: false,
    pool: { max: options.poolMax ?? POOL_MAX, min: 0, acquire: 10_000, idle: 10_000 },
    dialectOptions: { application_name: 'crm-connect', statement_timeout: 60_000, keepAlive: true },
  });
  sequelize.addHook('afterConnect', usePrepared);
  initModels(sequelize);
  return {
    sequelize,
    url,
    transaction: (work) => sequelize.transaction(work),
    ping: async () => {
      await sequelize.query('SELECT 1');
    },
    close: () => sequelize.close(),
  };
}
