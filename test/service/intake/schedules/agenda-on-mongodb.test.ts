import { createTestMongo, skipWithoutMongo } from '../../../support/mongo.js';
import { agendaContract } from './agenda-contract.js';

agendaContract(
  'MongoDB',
  async () => {
    const mongo = await createTestMongo();
    // None of PostgreSQL: it must not be asked.
    return {
      homes: { databaseUrl: 'postgres://127.0.0.1:9/none', mongodbUrl: mongo.url },
      close: mongo.close,
    };
  },
  skipWithoutMongo,
);
