import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Mail that has not been sent yet. The API may add to it, and never read what is written there. */
export class AddMail1764530000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'mail',
      columns: `id uuid PRIMARY KEY,
        kind text NOT NULL,
        recipient text NOT NULL,
        subject text NOT NULL,
        text_body text NOT NULL,
        html_body text NOT NULL,
        failures int NOT NULL DEFAULT 0,
        expires_at timestamptz NOT NULL,
        next_due_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()`,
      indexes: ['next_due_at'],
      rights: ['INSERT'],
    });
    await runner.query('GRANT SELECT (id, account_id) ON mail TO yipii_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE mail');
  }
}
