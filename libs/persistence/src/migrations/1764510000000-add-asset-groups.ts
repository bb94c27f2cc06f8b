import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Assets in named groups. Those who may see some assets see the groups that hold at least one of these. */
export class AddAssetGroups1764510000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'asset_group',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        external_id text,
        name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        version bigint NOT NULL DEFAULT 0,
        UNIQUE (account_id, id),
        CONSTRAINT asset_group_external_id_key UNIQUE (account_id, external_id)`,
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    await tenantTable(runner, {
      name: 'asset_group_member',
      columns: `group_id bigint NOT NULL,
        asset_id bigint NOT NULL,
        PRIMARY KEY (group_id, asset_id),
        FOREIGN KEY (account_id, group_id) REFERENCES asset_group (account_id, id) ON DELETE CASCADE,
        FOREIGN KEY (account_id, asset_id) REFERENCES asset (account_id, id) ON DELETE CASCADE`,
      indexes: ['asset_id'],
      assetColumn: 'asset_id',
      rights: ['SELECT', 'INSERT', 'DELETE'],
    });
    // The policies of the members apply inside.
    await runner.query(`
      CREATE POLICY asset_group_of_visible_asset ON asset_group AS RESTRICTIVE TO yipii_app
        USING (current_setting('app.assets', true) = 'all'
          OR EXISTS (SELECT FROM asset_group_member m WHERE m.group_id = asset_group.id))`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE asset_group_member, asset_group CASCADE');
  }
}
