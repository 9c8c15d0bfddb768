import { createTestDatabase } from '../../../support/database.js';
import { agendaContract } from './agenda-contract.js';

agendaContract(
  'PostgreSQL',
  async () => {
    const database = await createTestDatabase();
    return { homes: { databaseUrl: database.url, mongodbUrl: null }, close: database.close };
  },
  false,
);
