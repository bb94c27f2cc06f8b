import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What tells a device from an impostor. Those who may see some assets see the devices that are or were on these. */
export class ExtendDevices1764510000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE device
        ADD COLUMN external_id text,
        ADD COLUMN secret_hash bytea,
        ADD COLUMN secret_set_at timestamptz,
        ADD COLUMN allowed_networks text[],
        ADD CONSTRAINT device_external_id_key UNIQUE (account_id, external_id);
      CREATE INDEX assignment_device ON assignment (device_id);
      CREATE POLICY device_of_visible_asset ON device AS RESTRICTIVE TO yipii_app
        USING (current_setting('app.assets', true) = 'all'
          OR EXISTS (SELECT FROM assignment s WHERE s.device_id = device.id))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY device_of_visible_asset ON device;
      DROP INDEX assignment_device;
      ALTER TABLE device DROP CONSTRAINT device_external_id_key,
        DROP COLUMN external_id, DROP COLUMN secret_hash, DROP COLUMN secret_set_at, DROP COLUMN allowed_networks`);
  }
}
