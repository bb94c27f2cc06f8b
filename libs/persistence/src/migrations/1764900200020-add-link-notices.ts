import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Mails that viewers of tracking links have asked for, and how their receivers stop them. */
export class AddLinkNotices1764900200020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'link_notice',
      columns: COLUMNS,
      indexes: ['done_at'],
      rights: ['SELECT'],
    });
    await runner.query(`
      REVOKE ALL ON link_notice FROM yipii_app;
      GRANT SELECT (account_id) ON link_notice TO yipii_app;
      -- Where its receiver asks for no more of them (RFC 8058).
      ALTER TABLE mail ADD COLUMN unsubscribe_url text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE mail DROP COLUMN unsubscribe_url; DROP TABLE link_notice');
  }
}

/** Written by link-session. */
const COLUMNS = `
  -- Whoever knows it may take the notice back: it is in its mails.
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  link_uuid uuid NOT NULL REFERENCES tracking_link (uuid) ON DELETE CASCADE,
  -- Verified by a code; in lower case.
  email text NOT NULL,
  -- Of the link: what was asked of an earlier one is void.
  generation int NOT NULL,
  -- Null: no mail when the vehicle is near.
  arriving_minutes int,
  ended boolean NOT NULL,
  arriving_sent_at timestamptz,
  ended_sent_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- When the link ended.
  done_at timestamptz,
  UNIQUE (link_uuid, email)`;
