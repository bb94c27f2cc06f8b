import type { MigrationInterface, QueryRunner } from 'typeorm';
import { restrictToAssets } from './tenant-table.v1';

/**
 * Those who may see some assets of an account see the rows of these, whatever the query. A transaction that does
 * not say which (`app.assets`) sees none.
 */
export class RestrictAssets1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, column] of TABLES) await runner.query(restrictToAssets(table, column));
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table] of TABLES) await runner.query(`DROP POLICY ${table}_of_visible_asset ON ${table}`);
  }
}

const TABLES = [
  ['asset', 'id'],
  ['assignment', 'asset_id'],
  ['asset_state', 'asset_id'],
  ['position', 'asset_id'],
  ['trip', 'asset_id'],
  ['stop', 'asset_id'],
] as const;
