import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people enter of an asset. Ids of a company's own systems are unique within the company. */
export class ExtendAssets1764510000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE asset
        ADD COLUMN type text,
        ADD COLUMN speed_limit_kmh real CHECK (speed_limit_kmh > 0),
        ADD COLUMN off_duty boolean NOT NULL DEFAULT false,
        ADD CONSTRAINT asset_external_id_key UNIQUE (account_id, external_id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE asset DROP CONSTRAINT asset_external_id_key,
        DROP COLUMN type, DROP COLUMN speed_limit_kmh, DROP COLUMN off_duty`);
  }
}
