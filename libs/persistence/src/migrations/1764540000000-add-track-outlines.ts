import type { MigrationInterface, QueryRunner } from 'typeorm';
import { restrictToAssets } from './tenant-table.v1';

/** A few points of each day of an asset, kept beside history and made again when records of the day come late. */
export class AddTrackOutlines1764540000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await runner.query(MARK_WHAT_IS_THERE);
    await runner.query(ISOLATION);
    await runner.query(MARK_WHAT_COMES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER mark_track_outlines ON position;
      DROP FUNCTION mark_track_outlines();
      DROP TABLE track_outline`);
  }
}

/**
 * A row for each day (UTC) on which an asset was somewhere. `points` is null until it is made; `due_at` is when it has
 * to be made, null while it is up to date. No foreign keys: history may live in a database of its own. What is packed
 * already is not worth compressing.
 */
const TABLE = `
  CREATE TABLE track_outline (
    account_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    day date NOT NULL,
    points bytea,
    due_at timestamptz,
    PRIMARY KEY (asset_id, day)
  );
  ALTER TABLE track_outline ALTER points SET STORAGE EXTERNAL;
  CREATE INDEX track_outline_account ON track_outline (account_id);
  CREATE INDEX track_outline_due ON track_outline (due_at) WHERE due_at IS NOT NULL;
`;

/**
 * Partition by partition and asset by asset through the index, since history is large. Row-level security would hide
 * it from the owner, but partitions have none.
 */
const MARK_WHAT_IS_THERE = `
  DO $$
  DECLARE
    partition text;
    day date;
  BEGIN
    FOR partition, day IN
      SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'position'::regclass AND c.relname ~ '^position_\\d{8}$'
    LOOP
      EXECUTE format(
        'WITH RECURSIVE known AS (
           (SELECT account_id, asset_id FROM %1$I ORDER BY asset_id LIMIT 1)
           UNION ALL
           SELECT next.* FROM known CROSS JOIN LATERAL (
             SELECT account_id, asset_id FROM %1$I WHERE asset_id > known.asset_id ORDER BY asset_id LIMIT 1
           ) AS next
         )
         INSERT INTO track_outline (account_id, asset_id, day, due_at)
         SELECT account_id, asset_id, %2$L, greatest(now(), %3$L) FROM known',
        partition, day, (day + 1)::timestamp AT TIME ZONE 'UTC');
    END LOOP;
    INSERT INTO track_outline (account_id, asset_id, day)
    SELECT DISTINCT account_id, asset_id, (fix_time AT TIME ZONE 'UTC')::date FROM position_default
    WHERE lat IS NOT NULL ON CONFLICT DO NOTHING;
  END $$`;

const ISOLATION = `
  ALTER TABLE track_outline ENABLE ROW LEVEL SECURITY;
  ALTER TABLE track_outline FORCE ROW LEVEL SECURITY;
  CREATE POLICY track_outline_of_account ON track_outline TO yipii_app
    USING (account_id = nullif(current_setting('app.account', true), '')::bigint);
  ${restrictToAssets('track_outline', 'asset_id')}
  GRANT SELECT ON track_outline TO yipii_app;
  GRANT SELECT, INSERT, UPDATE, DELETE ON track_outline TO yipii_worker;
`;

/**
 * Whoever inserts positions marks their days, an older version and a restored copy included. A day becomes due an
 * hour after its end, or a minute after a late record; within the next hour, so that not all assets are due at once.
 * The update locks the row even where it changes nothing: the outline is then made either before the insert or after
 * its commit. In the order of the key, so that two inserts never wait for each other.
 */
const MARK_WHAT_COMES = `
  CREATE FUNCTION mark_track_outlines() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO track_outline AS known (account_id, asset_id, day, due_at)
    SELECT account_id, asset_id, day, greatest(
      (day + 1)::timestamp AT TIME ZONE 'UTC' + interval '1 hour' + interval '1 second' * (asset_id % 3600),
      now() + interval '1 minute')
    FROM (
      SELECT DISTINCT account_id, asset_id, (fix_time AT TIME ZONE 'UTC')::date AS day FROM inserted
      WHERE lat IS NOT NULL
    ) AS changed
    ORDER BY asset_id, day
    ON CONFLICT (asset_id, day) DO UPDATE SET due_at = excluded.due_at WHERE known.due_at IS NULL;
    RETURN NULL;
  END $$;
  CREATE TRIGGER mark_track_outlines AFTER INSERT ON position
    REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION mark_track_outlines();
`;
