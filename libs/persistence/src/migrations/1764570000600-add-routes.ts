import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Routes with their stops, which links may follow. */
export class AddRoutes1764570000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'route',
      columns: ROUTE_COLUMNS,
      indexes: ['asset_id'],
      assetColumn: 'asset_id',
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    await tenantTable(runner, {
      name: 'route_stop',
      columns: STOP_COLUMNS,
      indexes: ['route_id, place'],
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    // The policies of routes apply inside.
    await runner.query(`
      CREATE POLICY route_stop_of_visible_asset ON route_stop AS RESTRICTIVE TO yipii_app
        USING (current_setting('app.assets', true) = 'all'
          OR EXISTS (SELECT FROM route r WHERE r.id = route_stop.route_id));
      ALTER TABLE tracking_link
        ADD CONSTRAINT tracking_link_route FOREIGN KEY (account_id, route_id)
          REFERENCES route (account_id, id) ON DELETE SET NULL (route_id),
        ADD CONSTRAINT tracking_link_stop FOREIGN KEY (account_id, stop_id)
          REFERENCES route_stop (account_id, id) ON DELETE SET NULL (stop_id);
      CREATE INDEX tracking_link_of_route ON tracking_link (route_id) WHERE route_id IS NOT NULL;
      CREATE INDEX tracking_link_of_stop ON tracking_link (stop_id) WHERE stop_id IS NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE tracking_link DROP CONSTRAINT tracking_link_route, DROP CONSTRAINT tracking_link_stop;
      DROP INDEX tracking_link_of_route, tracking_link_of_stop;
      DROP TABLE route_stop, route CASCADE`);
  }
}

const ROUTE_COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  external_id text,
  name text NOT NULL,
  asset_id bigint,
  completed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (account_id, id),
  FOREIGN KEY (account_id, asset_id) REFERENCES asset (account_id, id) ON DELETE SET NULL (asset_id),
  CONSTRAINT route_external_id_key UNIQUE (account_id, external_id)`;

const STOP_COLUMNS = `
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  route_id bigint NOT NULL,
  -- In the route, from 0.
  place int NOT NULL,
  name text NOT NULL,
  lat double precision NOT NULL,
  lng double precision NOT NULL,
  radius_m double precision NOT NULL,
  completed_at timestamptz,
  UNIQUE (account_id, id),
  FOREIGN KEY (account_id, route_id) REFERENCES route (account_id, id) ON DELETE CASCADE`;
