import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Who drives, and what identifies them to a vehicle. */
export class AddDrivers1764510000400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'driver',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        external_id text,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (account_id, id),
        CONSTRAINT driver_external_id_key UNIQUE (account_id, external_id)`,
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    await tenantTable(runner, {
      name: 'driver_identifier',
      columns: `driver_id bigint NOT NULL,
        type text NOT NULL CHECK (type IN ('ibutton', 'rfid')),
        value text NOT NULL,
        CONSTRAINT driver_identifier_identifiers_key UNIQUE (account_id, type, value),
        FOREIGN KEY (account_id, driver_id) REFERENCES driver (account_id, id) ON DELETE CASCADE`,
      indexes: ['driver_id'],
      rights: ['SELECT', 'INSERT', 'DELETE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE driver_identifier, driver');
  }
}
