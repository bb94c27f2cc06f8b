import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/**
 * The event feed. `place` is its order, which is given to committed rows only, so that no reader can skip one that is
 * committed late.
 */
export class AddEvents1764520000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'event',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        event_id uuid NOT NULL UNIQUE,
        place bigint,
        type text NOT NULL,
        asset_id bigint,
        device_id bigint,
        occurred_at timestamptz NOT NULL,
        emitted_at timestamptz NOT NULL DEFAULT now(),
        data jsonb NOT NULL`,
      indexes: ['account_id, place', 'emitted_at'],
      assetColumn: 'asset_id',
      rights: ['SELECT', 'INSERT'],
    });
    await runner.query(`
      CREATE INDEX event_unplaced ON event (account_id, id) WHERE place IS NULL;
      CREATE INDEX event_first_seen ON event (emitted_at) WHERE type = 'device.first_seen';
      CREATE SEQUENCE event_place;
      GRANT USAGE ON SEQUENCE event_place TO yipii_worker;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE event; DROP SEQUENCE event_place');
  }
}
