import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * No query looks into the state of an asset, and every checkpoint writes those of all assets that have moved: as text
 * they cost PostgreSQL half. A service of an older version still reads and writes the column.
 */
export class StoreStatesAsText1764900500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE asset_state ALTER COLUMN state TYPE json');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE asset_state ALTER COLUMN state TYPE jsonb');
  }
}
