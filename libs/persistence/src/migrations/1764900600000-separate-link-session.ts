import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ensureRole } from './ensure-role.v1';

/** Viewers of links are strangers: the service that serves them reads no credential of an account. */
export class SeparateLinkSession1764900600000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ensureRole('yipii_link_session'));
    for (const grant of GRANTS) await runner.query(`GRANT ${grant} TO yipii_link_session`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      REVOKE ALL ON ALL TABLES IN SCHEMA public FROM yipii_link_session;
      REVOKE ALL ON SCHEMA public FROM yipii_link_session`);
  }
}

/** What link-session needs. Rows that are locked for sharing need UPDATE of a column, too. */
const GRANTS = [
  'USAGE ON SCHEMA public',
  'SELECT ON schema_migration, account, asset, brand, brand_logo, privacy_zone, route, route_stop, tracking_link',
  'UPDATE (updated_at) ON tracking_link',
  'SELECT, INSERT, UPDATE, DELETE ON link_state, link_task, link_mail, link_notice, verification_code, code_failure',
  'SELECT, INSERT, UPDATE, DELETE ON tracking_session, mail, outbox',
  'SELECT, INSERT ON event',
  'INSERT ON mail_refusal, outbox_dead_letter',
];
