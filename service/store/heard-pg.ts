import pg from 'pg';

/**
 * Sequelize listens to a connection only after it has opened. One that the server ends in that very moment, because it is
 * killed or shut down, would end this process with it: an error that nobody hears does.
 */
class HeardClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // Sequelize's own mark of a connection that must not be used again.
    this.on('error', () => Object.assign(this, { _invalid: true }));
  }
}

/** `pg` as Sequelize is to use it. */
export const heardPg = { ...pg, Client: HeardClient };
