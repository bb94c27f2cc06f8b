import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Codes that are mailed to viewers of links, failures to enter them, and how many mails links have caused. */
export class AddVerificationCodes1764570000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'verification_code',
      columns: CODE_COLUMNS,
      indexes: ['link_uuid, lower(recipient), created_at', 'expires_at'],
      rights: ['SELECT'],
    });
    await tenantTable(runner, { name: 'code_failure', columns: FAILURE_COLUMNS, rights: ['SELECT'] });
    await tenantTable(runner, {
      name: 'link_mail',
      columns: MAIL_COLUMNS,
      indexes: ['account_id, created_at', 'link_uuid, created_at', 'mailbox_key, created_at', 'created_at'],
      rights: ['SELECT'],
    });
    await runner.query(`
      CREATE INDEX verification_code_due ON verification_code (next_due_at) WHERE next_due_at IS NOT NULL;
      REVOKE ALL ON verification_code, code_failure, link_mail FROM yipii_app;
      GRANT SELECT (account_id) ON verification_code, code_failure, link_mail TO yipii_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE link_mail, code_failure, verification_code');
  }
}

const CODE_COLUMNS = `
  id uuid PRIMARY KEY,
  link_uuid uuid NOT NULL REFERENCES tracking_link (uuid) ON DELETE CASCADE,
  recipient text NOT NULL,
  -- It is never sent, and no code is right.
  is_shadow boolean NOT NULL,
  -- HMAC-SHA256; null: it is not sent yet.
  code_hash bytea,
  tries int NOT NULL DEFAULT 0,
  used_at timestamptz,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When it is to be sent.
  next_due_at timestamptz`;

const FAILURE_COLUMNS = `
  link_uuid uuid NOT NULL REFERENCES tracking_link (uuid) ON DELETE CASCADE,
  -- In lower case.
  email text NOT NULL,
  -- In a row.
  failures int NOT NULL,
  failed_at timestamptz NOT NULL DEFAULT now(),
  locked_at timestamptz,
  PRIMARY KEY (link_uuid, email)`;

/** It outlives the link, so that deleting it restores no limit. */
const MAIL_COLUMNS = `
  link_uuid uuid NOT NULL,
  -- Keyed hash of the mailbox.
  mailbox_key text NOT NULL,
  created_at timestamptz NOT NULL`;
