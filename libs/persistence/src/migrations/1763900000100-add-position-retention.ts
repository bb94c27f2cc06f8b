import type { MigrationInterface, QueryRunner } from 'typeorm';

/** History ends by dropping whole days, which only the owner of the tables may do. */
export class AddPositionRetention1763900000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DROP_POSITION_PARTITIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION drop_position_partitions(date)');
  }
}

/** Returns how many days were dropped. Replicas may call it at the same time. */
const DROP_POSITION_PARTITIONS = `
  CREATE FUNCTION drop_position_partitions(before_day date) RETURNS int
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    name text;
    dropped int := 0;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ensure_position_partitions'));
    FOR name IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = 'position'::regclass AND c.relname ~ '^position_\\d{8}$'
        AND to_date(right(c.relname, 8), 'YYYYMMDD') < before_day
    LOOP
      EXECUTE format('DROP TABLE %I', name);
      dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
  END $$;
  REVOKE EXECUTE ON FUNCTION drop_position_partitions(date) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION drop_position_partitions(date) TO yipii_worker;
`;
