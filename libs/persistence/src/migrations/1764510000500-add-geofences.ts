import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/** Places of an account: circles, areas and corridors. */
export class AddGeofences1764510000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'geofence',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        external_id text,
        name text NOT NULL,
        -- GeoJSON: a Point with a radius, a Polygon, or a LineString with a width.
        geometry jsonb NOT NULL,
        radius_m double precision CHECK (radius_m > 0),
        width_m double precision CHECK (width_m > 0),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        version bigint NOT NULL DEFAULT 0,
        CHECK ((geometry->>'type' = 'Point') = (radius_m IS NOT NULL)),
        CHECK ((geometry->>'type' = 'LineString') = (width_m IS NOT NULL)),
        UNIQUE (account_id, id),
        CONSTRAINT geofence_external_id_key UNIQUE (account_id, external_id)`,
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE geofence');
  }
}
