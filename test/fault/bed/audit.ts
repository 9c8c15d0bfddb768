/**
 * What only the database can tell: who wrote what under whose lease. Every process names itself when it connects. Each
 * claim is noted with its claimer; then a write of a cursor, a record or a push's outcome counts as stale when, in the
 * very transaction that writes it, the run or the push is not in the hands of the process that writes. Noted in the
 * writer's own transaction, so that only what was accepted is told.
 */
export const AUDIT = `
  CREATE SCHEMA fault;
  CREATE TABLE fault.claims (id uuid, lease bigint, claimer text, PRIMARY KEY (id, lease));
  CREATE TABLE fault.stale (at timestamptz DEFAULT clock_timestamp(), what text, writer text, held text);

  CREATE FUNCTION fault.me() RETURNS text LANGUAGE sql AS $$ SELECT current_setting('application_name') $$;

  CREATE FUNCTION fault.note_claim() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO fault.claims VALUES (NEW.id, NEW.lease, fault.me()) ON CONFLICT (id, lease) DO UPDATE SET claimer = EXCLUDED.claimer;
    RETURN NULL;
  END $$;
  CREATE TRIGGER fault_made AFTER INSERT ON crm_sync_runs FOR EACH ROW WHEN (NEW.state = 'running') EXECUTE FUNCTION fault.note_claim();
  CREATE TRIGGER fault_claimed AFTER UPDATE ON crm_sync_runs FOR EACH ROW
    WHEN (NEW.lease > OLD.lease AND NEW.state = 'running') EXECUTE FUNCTION fault.note_claim();
  CREATE TRIGGER fault_claimed AFTER UPDATE ON crm_pushes FOR EACH ROW
    WHEN (NEW.lease > OLD.lease) EXECUTE FUNCTION fault.note_claim();

  -- Under a run: it is ours, and this transaction has locked or written it.
  CREATE FUNCTION fault.check_run(connection uuid, what text) RETURNS boolean LANGUAGE plpgsql AS $$
  DECLARE
    mine xid := pg_current_xact_id()::xid;
    held record;
  BEGIN
    SELECT r.id, r.lease, r.xmin AS made, r.xmax AS locked, c.claimer INTO held FROM crm_sync_runs r
      LEFT JOIN fault.claims c ON c.id = r.id AND c.lease = r.lease WHERE r.connection_id = connection AND r.state = 'running';
    IF held.claimer = fault.me() AND mine IN (held.made, held.locked) THEN RETURN true; END IF;
    INSERT INTO fault.stale (what, writer, held) VALUES (what, fault.me(), CASE
      WHEN held.id IS NULL THEN 'no run is under way'
      WHEN held.claimer = fault.me() THEN format('run %s, lease %s, was not locked', held.id, held.lease)
      ELSE format('run %s, lease %s, is in the hands of %s', held.id, held.lease, held.claimer) END);
    RETURN false;
  END $$;

  CREATE FUNCTION fault.check_cursor() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM fault.check_run(NEW.connection_id, format('cursor of %s', NEW.object));
    RETURN NULL;
  END $$;
  CREATE TRIGGER fault_cursor_made AFTER INSERT ON crm_sync_cursors FOR EACH ROW
    WHEN (current_setting('application_name') LIKE 'worker%') EXECUTE FUNCTION fault.check_cursor();
  CREATE TRIGGER fault_cursor AFTER UPDATE OF backfill_cursor, backfill_started_at, backfilled_at, delta_cursor ON crm_sync_cursors
    FOR EACH ROW WHEN (current_setting('application_name') LIKE 'worker%') EXECUTE FUNCTION fault.check_cursor();

  -- A record is stored by a page of a run, or by a push that is settled in the same transaction. Telling of it once more
  -- in the feed, as it is, needs no lease.
  CREATE FUNCTION fault.check_record() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT 1 FROM crm_pushes p WHERE p.connection_id = NEW.connection_id AND p.xmin = pg_current_xact_id()::xid)
    THEN PERFORM fault.check_run(NEW.connection_id, format('%s %s', NEW.object, NEW.remote_id)); END IF;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER fault_record AFTER INSERT OR UPDATE OF local_id, fields, custom, refs, raw, hash, errors,
    deleted_at, merged_into, remote_updated_at, provenance ON crm_records DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (current_setting('application_name') LIKE 'worker%') EXECUTE FUNCTION fault.check_record();

  CREATE FUNCTION fault.check_push() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    holder text := (SELECT claimer FROM fault.claims c WHERE c.id = OLD.id AND c.lease = OLD.lease);
  BEGIN
    IF holder IS DISTINCT FROM fault.me() THEN
      INSERT INTO fault.stale (what, writer, held) VALUES (format('push of %s %s', NEW.object, NEW.local_id), fault.me(),
        format('lease %s is in the hands of %s', OLD.lease, holder));
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER fault_settled AFTER UPDATE ON crm_pushes FOR EACH ROW
    WHEN (OLD.state IN ('sending', 'checking') AND OLD.lease_until IS NOT NULL AND NEW.lease_until IS NULL AND NEW.lease = OLD.lease
          AND current_setting('application_name') LIKE 'worker%') EXECUTE FUNCTION fault.check_push();
`;

/** A write that was accepted though its writer had lost its lease. */
export interface StaleWrite {
  what: string;
  writer: string;
  held: string;
}

export const READ_STALE = 'SELECT what, writer, held FROM fault.stale ORDER BY at LIMIT 20';
