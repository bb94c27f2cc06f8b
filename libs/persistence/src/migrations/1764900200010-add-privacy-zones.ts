import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Places where viewers of tracking links do not see vehicles. */
export class AddPrivacyZones1764900200010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'privacy_zone',
      columns: COLUMNS,
      indexes: ['asset_id'],
      assetColumn: 'asset_id',
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    await runner.query(`
      -- Whether its vehicle is within a privacy zone.
      ALTER TABLE link_state ADD COLUMN is_private boolean NOT NULL DEFAULT false`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE link_state DROP COLUMN is_private; DROP TABLE privacy_zone');
  }
}

const COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  external_id text,
  name text NOT NULL,
  -- Null: of all assets of the account.
  asset_id bigint,
  lat double precision NOT NULL,
  lng double precision NOT NULL,
  radius_m double precision NOT NULL,
  -- The circle in which positions are withheld: around the zone, with its centre moved at random.
  cover_lat double precision NOT NULL,
  cover_lng double precision NOT NULL,
  cover_radius_m double precision NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (account_id, asset_id) REFERENCES asset (account_id, id) ON DELETE CASCADE,
  CONSTRAINT privacy_zone_external_id_key UNIQUE (account_id, external_id)`;
