import { PostgresBackend } from '@agendajs/postgres-backend';
import { Agenda } from 'agenda';
import pg from 'pg';

/** What the scheduling is compared with: one repeating Agenda job for each connection, with an empty handler. */
const [databaseUrl = ''] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
const backend = new PostgresBackend({ pool, ensureSchema: false, disableNotifications: true });
const agenda = new Agenda({ backend, name: `bench-${process.pid}`, processEvery: '5 seconds' });
let begun: [id: string, at: number][] = [];
agenda.define('poll', async (job: { attrs: { _id?: unknown } }) => {
  begun.push([String(job.attrs._id), performance.timeOrigin + performance.now()]);
});
await agenda.start();
setInterval(() => {
  if (begun.length > 0) process.send?.({ begun });
  begun = [];
}, 500);
process.send?.({ ready: true });
process.on('disconnect', () => process.exit(0));
process.on('message', () => process.exit(0));
