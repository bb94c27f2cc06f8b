import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Who is told of alerts by mail: the API writes what people decide, alerting what was told. */
export class AddNotifications1764900400100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const all = ['SELECT', 'INSERT', 'UPDATE', 'DELETE'] as const;
    await tenantTable(runner, { name: 'notification_policy', columns: POLICY_COLUMNS, rights: all });
    await tenantTable(runner, {
      ...{ name: 'mute', columns: MUTE_COLUMNS, indexes: ['until'], assetColumn: 'asset_id', rights: all },
    });
    await tenantTable(runner, { name: 'notification_person', columns: PERSON_COLUMNS, rights: ['SELECT'] });
    await tenantTable(runner, {
      name: 'notification',
      columns: NOTIFICATION_COLUMNS,
      indexes: ['account_id, created_at, id', 'created_at'],
      rights: ['SELECT'],
    });
    await tenantTable(runner, { name: 'mail_refusal', columns: REFUSAL_COLUMNS, rights: ['SELECT'] });
    await runner.query(
      'CREATE INDEX notification_person_due ON notification_person (next_due_at) WHERE next_due_at IS NOT NULL',
    );
    for (const grant of GRANTS) await runner.query(`GRANT ${grant} TO yipii_alerting`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE mail_refusal, notification, notification_person, mute, notification_policy',
    );
  }
}

const POLICY_COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  external_id text,
  name text NOT NULL,
  emails text[] NOT NULL,
  locale text NOT NULL,
  min_severity text NOT NULL CHECK (min_severity IN ('info', 'warning', 'critical')),
  -- Null: all of the account.
  group_ids bigint[],
  -- Of cleared and acknowledged.
  also_told text[] NOT NULL,
  -- As REST has them, each or null.
  quiet_hours jsonb,
  digest jsonb,
  escalation jsonb NOT NULL,
  storm jsonb,
  is_enabled boolean NOT NULL,
  -- Alerts that were raised before it are not told.
  enabled_at timestamptz NOT NULL DEFAULT now(),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account_id, id),
  CONSTRAINT notification_policy_external_id_key UNIQUE (account_id, external_id)`;

const MUTE_COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  external_id text,
  asset_id bigint,
  rule_id bigint,
  until timestamptz NOT NULL,
  note text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((asset_id IS NULL) <> (rule_id IS NULL)),
  FOREIGN KEY (account_id, asset_id) REFERENCES asset (account_id, id) ON DELETE CASCADE,
  FOREIGN KEY (account_id, rule_id) REFERENCES alert_rule (account_id, id) ON DELETE CASCADE,
  CONSTRAINT mute_external_id_key UNIQUE (account_id, external_id)`;

/** What one person was told and will be told. */
const PERSON_COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL,
  state jsonb NOT NULL,
  next_due_at timestamptz,
  UNIQUE (account_id, email)`;

const NOTIFICATION_COLUMNS = `
  -- Of the mail.
  id uuid PRIMARY KEY,
  policy_id bigint NOT NULL,
  email text NOT NULL,
  kind text NOT NULL,
  alert_ids uuid[] NOT NULL,
  -- In milliseconds, which cursors carry.
  created_at timestamptz(3) NOT NULL DEFAULT now()`;

/** Mails that a server has refused for good. */
const REFUSAL_COLUMNS = `
  mail_id uuid PRIMARY KEY,
  -- Of the reply.
  code int NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()`;

const GRANTS = [
  'SELECT ON notification_policy, mute',
  'DELETE ON mute, mail_refusal',
  'SELECT, INSERT, UPDATE, DELETE ON notification_person, notification',
  'SELECT ON mail_refusal',
];
