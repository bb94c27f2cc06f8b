import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Who changed what, written with the change; and the answers that repeated requests get again. */
export class AddAuditLog1764510000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'audit_log',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        action text NOT NULL,
        kind text NOT NULL,
        subject_id text,
        changes jsonb NOT NULL`,
      indexes: ['account_id, id DESC'],
      rights: ['SELECT', 'INSERT'],
    });
    await tenantTable(runner, {
      name: 'idempotency_key',
      columns: `credential text NOT NULL,
        route text NOT NULL,
        key text NOT NULL,
        body_hash bytea NOT NULL,
        -- Null: it holds a secret, so it is not kept.
        answer text,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (account_id, credential, route, key)`,
      indexes: ['created_at'],
      rights: ['SELECT', 'INSERT', 'UPDATE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_log, idempotency_key');
  }
}
