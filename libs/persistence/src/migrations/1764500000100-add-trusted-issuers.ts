import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Which account tokens of an external issuer stand for, by the value of their account claim. */
export class AddTrustedIssuers1764500000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'trusted_issuer',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        issuer text NOT NULL,
        value text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT trusted_issuer_value UNIQUE (issuer, value)`,
      rights: ['SELECT'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE trusted_issuer');
  }
}
