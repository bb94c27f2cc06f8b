import type { MigrationInterface, QueryRunner } from 'typeorm';
import { restrictToAssets } from './tenant-table.v1';

/** Positions of days that are over are kept in packs, and their partitions are dropped. */
export class PackHistory1764900900000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(WHEN_TO_PACK);
    await runner.query(markWhatComes(DAYS_TO_PACK));
    await runner.query(DROP_EMPTIED_PARTITIONS);
    await runner.query(GRANTS);
  }

  /** The packs must be empty: only what they were made of can be read without them. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        IF EXISTS (SELECT FROM packed_positions) THEN
          RAISE EXCEPTION 'positions are packed: restore a backup to go back';
        END IF;
      END $$`);
    await runner.query(markWhatComes(DAYS_OF_OUTLINES));
    await runner.query(`
      REVOKE DELETE ON position FROM yipii_enrichment;
      DROP FUNCTION drop_emptied_partitions(date);
      ALTER TABLE track_outline DROP pack_at;
      DROP TABLE packed_positions`);
  }
}

/**
 * The rows of `position` of an asset and a day (UTC), some hundred in a row; `libs/persistence` packs and reads them.
 * Packs of an asset do not overlap. `first_event` and `first_fix` are of the first row, `last_seq` is the highest
 * `seq`, null if none was streamed. No foreign keys: history may live in a database of its own.
 */
const TABLE = `
  CREATE TABLE packed_positions (
    account_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    first_fix timestamptz NOT NULL,
    first_event uuid NOT NULL,
    last_fix timestamptz NOT NULL,
    last_seq bigint,
    records int NOT NULL,
    packed bytea NOT NULL,
    PRIMARY KEY (asset_id, first_fix, first_event)
  );
  ALTER TABLE packed_positions ALTER packed SET STORAGE EXTERNAL;
  CREATE INDEX packed_positions_first_fix ON packed_positions (first_fix);
  ALTER TABLE packed_positions ENABLE ROW LEVEL SECURITY;
  ALTER TABLE packed_positions FORCE ROW LEVEL SECURITY;
  CREATE POLICY packed_positions_of_account ON packed_positions TO yipii_app
    USING (account_id = nullif(current_setting('app.account', true), '')::bigint);
  ${restrictToAssets('packed_positions', 'asset_id')}
`;

/**
 * A day is not packed before `pack_at`; null: all of it is packed. Days that are there wait for a day, since processes
 * of the former version, which may still run during an upgrade, do not read packs.
 */
const WHEN_TO_PACK = `
  ALTER TABLE track_outline ADD pack_at timestamptz DEFAULT now() + interval '1 day';
  ALTER TABLE track_outline ALTER pack_at DROP DEFAULT;
  CREATE INDEX track_outline_unpacked ON track_outline (day) WHERE pack_at IS NOT NULL;
`;

/** Days with telemetry alone are packed, too, so that they have an outline as well, which is empty. */
const DAYS_TO_PACK = `
    INSERT INTO track_outline AS known (account_id, asset_id, day, due_at, pack_at)
    SELECT account_id, asset_id, day, greatest(
      (day + 1)::timestamp AT TIME ZONE 'UTC' + interval '1 hour' + interval '1 second' * (asset_id % 3600),
      now() + interval '1 minute'), now() + interval '1 hour'
    FROM (SELECT DISTINCT account_id, asset_id, (fix_time AT TIME ZONE 'UTC')::date AS day FROM inserted) AS changed
    ORDER BY asset_id, day
    ON CONFLICT (asset_id, day) DO UPDATE
      SET due_at = coalesce(known.due_at, excluded.due_at), pack_at = coalesce(known.pack_at, excluded.pack_at)
      WHERE known.due_at IS NULL OR known.pack_at IS NULL;`;

/** As it was: see \`AddTrackOutlines\`. */
const DAYS_OF_OUTLINES = `
    INSERT INTO track_outline AS known (account_id, asset_id, day, due_at)
    SELECT account_id, asset_id, day, greatest(
      (day + 1)::timestamp AT TIME ZONE 'UTC' + interval '1 hour' + interval '1 second' * (asset_id % 3600),
      now() + interval '1 minute')
    FROM (
      SELECT DISTINCT account_id, asset_id, (fix_time AT TIME ZONE 'UTC')::date AS day FROM inserted
      WHERE lat IS NOT NULL
    ) AS changed
    ORDER BY asset_id, day
    ON CONFLICT (asset_id, day) DO UPDATE SET due_at = excluded.due_at WHERE known.due_at IS NULL;`;

function markWhatComes(statement: string): string {
  return `
    CREATE OR REPLACE FUNCTION mark_track_outlines() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      ${statement}
      RETURN NULL;
    END $$`;
}

/**
 * Returns how many partitions were dropped: those of days before the given one that have no rows. It looks before it
 * takes the lock that everybody waits behind, and once more with it. Where the first look takes long, the rows that
 * were packed are not vacuumed yet, so that the second would, too: such a day waits for the next round.
 */
const DROP_EMPTIED_PARTITIONS = `
  CREATE FUNCTION drop_emptied_partitions(before_day date) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
  DECLARE
    name text;
    is_filled boolean;
    started timestamptz;
    dropped int := 0;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ensure_position_partitions'));
    FOR name IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'position'::regclass AND c.relname ~ '^position_\\d{8}$'
        AND to_date(right(c.relname, 8), 'YYYYMMDD') < before_day
    LOOP
      started := clock_timestamp();
      EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_filled;
      CONTINUE WHEN is_filled OR clock_timestamp() - started > interval '200 ms';
      LOCK TABLE ONLY position IN ACCESS EXCLUSIVE MODE;
      EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO is_filled;
      CONTINUE WHEN is_filled;
      EXECUTE format('DROP TABLE %I', name);
      dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
  END $$;
  REVOKE EXECUTE ON FUNCTION drop_emptied_partitions(date) FROM PUBLIC;
`;

const GRANTS = `
  GRANT SELECT ON packed_positions TO yipii_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON packed_positions TO yipii_worker, yipii_enrichment;
  GRANT DELETE ON position TO yipii_enrichment;
  GRANT EXECUTE ON FUNCTION drop_emptied_partitions(date) TO yipii_worker, yipii_enrichment;
`;
