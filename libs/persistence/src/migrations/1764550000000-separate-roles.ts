import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ensureRole } from './ensure-role.v1';

/**
 * A role for each service that works over all accounts and needs only a few tables, and fewer rights for requests:
 * they change no key of an account, tell others only of their own account, learn nothing of foreign devices, and
 * make no temporary tables, which could stand in for others.
 */
export class SeparateRoles1764550000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const role of Object.keys(GRANTS)) await runner.query(ensureRole(role));
    for (const [role, grants] of Object.entries(GRANTS))
      for (const grant of ['USAGE ON SCHEMA public', 'SELECT ON schema_migration', ...grants])
        await runner.query(`GRANT ${grant} TO ${role}`);
    await runner.query(LESS_FOR_REQUESTS);
    await runner.query(OWN_EVENTS_ONLY);
    await runner.query(overlapWithin("int8range(account_id, account_id, '[]') WITH &&,"));
    await runner.query(NO_TEMPORARY_TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(overlapWithin(''));
    await runner.query(`
      DROP POLICY outbox_of_account ON outbox;
      ALTER TABLE outbox DISABLE ROW LEVEL SECURITY;
      GRANT INSERT, SELECT (id) ON outbox TO yipii_app;
      GRANT UPDATE ON account TO yipii_app`);
    for (const role of Object.keys(GRANTS))
      await runner.query(
        `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${role};
         REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM ${role};
         REVOKE ALL ON SCHEMA public FROM ${role}`,
      );
  }
}

/** What each needs. Rows that are locked for others to skip need UPDATE, too. */
const GRANTS: Readonly<Record<string, readonly string[]>> = {
  yipii_ingestion: [
    'SELECT ON account, asset, device, assignment',
    'SELECT, INSERT, UPDATE, DELETE ON unregistered_device',
    'SELECT, INSERT ON event',
  ],
  yipii_enrichment: [
    'SELECT ON account, asset',
    'SELECT, INSERT, UPDATE ON asset_state, checkpoint',
    'SELECT, INSERT, UPDATE, DELETE ON trip, stop, position_default, track_outline',
    'SELECT, INSERT ON position, event',
    'EXECUTE ON FUNCTION ensure_position_partitions(date, date), drop_position_partitions(date)',
  ],
};

const LESS_FOR_REQUESTS = `
  REVOKE UPDATE ON account FROM yipii_app;
  GRANT UPDATE (version) ON account TO yipii_app;
  REVOKE ALL ON outbox FROM yipii_app;
  REVOKE SELECT (id) ON outbox FROM yipii_app;
  GRANT INSERT (topic, key, event_id, payload) ON outbox TO yipii_app;
  REVOKE INSERT, UPDATE, DELETE ON schema_migration FROM yipii_worker`;

/**
 * Those that requests tell of, and each names the account of its transaction. The owner and roles with BYPASSRLS are
 * not bound.
 */
const OWN_EVENTS_ONLY = `
  ALTER TABLE outbox ENABLE ROW LEVEL SECURITY;
  CREATE POLICY outbox_of_account ON outbox FOR INSERT TO yipii_app WITH CHECK (
    topic IN ('registry.changed.v1', 'access.revoked.v1')
    AND payload -> 'account' ->> 'id' = nullif(current_setting('app.account', true), ''))`;

/** Two assignments of a device: a foreign device is refused by its foreign key, whether it is on an asset or not. */
function overlapWithin(account: string): string {
  return `
    ALTER TABLE assignment DROP CONSTRAINT assignment_overlap;
    ALTER TABLE assignment ADD CONSTRAINT assignment_overlap EXCLUDE USING gist
      (${account} int8range(device_id, device_id, '[]') WITH &&, tstzrange(valid_from, valid_to) WITH &&)`;
}

/** Only the owner of the database can take it back; another user gets a warning. */
const NO_TEMPORARY_TABLES = `
  DO $$ BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  END $$`;
