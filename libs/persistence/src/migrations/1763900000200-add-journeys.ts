import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trips and stops of assets, and what people set for a device's clock and an asset's odometer. */
export class AddJourneys1763900000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SETTINGS);
    await runner.query(JOURNEYS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE trip, stop;
      ALTER TABLE asset DROP COLUMN odometer_offset_km;
      ALTER TABLE device DROP COLUMN time_zone, DROP COLUMN clock_offset_seconds;
    `);
  }
}

const SETTINGS = `
  ALTER TABLE asset ADD COLUMN odometer_offset_km double precision NOT NULL DEFAULT 0;
  ALTER TABLE device
    ADD COLUMN time_zone text,
    ADD COLUMN clock_offset_seconds int NOT NULL DEFAULT 0;
`;

/** What is under way has no end yet; where a trip has come to is in its end_ columns all the same. */
const JOURNEYS = `
  CREATE TABLE trip (
    account_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    start_lat double precision NOT NULL,
    start_lng double precision NOT NULL,
    start_address jsonb,
    end_lat double precision NOT NULL,
    end_lng double precision NOT NULL,
    end_address jsonb,
    distance_km double precision NOT NULL,
    max_speed real,
    idling_seconds int NOT NULL,
    driver_id text,
    PRIMARY KEY (asset_id, started_at)
  );
  CREATE INDEX trip_started_at ON trip (started_at);

  CREATE TABLE stop (
    account_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz,
    lat double precision NOT NULL,
    lng double precision NOT NULL,
    address jsonb,
    idling_seconds int NOT NULL,
    PRIMARY KEY (asset_id, started_at)
  );
  CREATE INDEX stop_started_at ON stop (started_at);

  ${['trip', 'stop'].map(ofAccount).join('\n')}
`;

function ofAccount(table: string): string {
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY ${table}_of_account ON ${table} TO yipii_app
      USING (account_id = nullif(current_setting('app.account', true), '')::bigint);
    GRANT SELECT ON ${table} TO yipii_app;`;
}
