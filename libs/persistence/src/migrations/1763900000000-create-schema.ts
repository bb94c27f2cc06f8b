import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The whole schema of 0.1.0. Two roles work on it, neither of them its owner:
 * `yipii_app` sees the rows of one account, the one that its transaction has set as `app.account`;
 * `yipii_worker` does background work over all accounts.
 */
export class CreateSchema1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const role of ['yipii_app NOBYPASSRLS', 'yipii_worker BYPASSRLS'])
      await runner.query(ensureRole(role));
    await runner.query(TABLES);
    await runner.query(POSITION);
    for (const table of TENANT_TABLES) await runner.query(isolate(table, 'account_id'));
    await runner.query(isolate('account', 'id'));
    await runner.query(GRANTS);
    await runner.query(ENSURE_POSITION_PARTITIONS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM yipii_worker;
      DROP FUNCTION ensure_position_partitions(date, date);
      DROP TABLE position, outbox, checkpoint, asset_state, unregistered_device, assignment, device, asset,
        revoked_token, oauth_client, account;
    `);
  }
}

const TENANT_TABLES = [
  'oauth_client',
  'revoked_token',
  'asset',
  'device',
  'assignment',
  'asset_state',
  'position',
];

/** Roles belong to the whole server: another database of it may have made them, even at this moment. */
function ensureRole(definition: string): string {
  const role = definition.split(' ')[0] ?? definition;
  return `
    DO $$
    DECLARE created boolean := false;
    BEGIN
      IF to_regrole('${role}') IS NULL THEN
        BEGIN
          CREATE ROLE ${definition} NOLOGIN;
          created := true;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
      END IF;
      IF created OR NOT pg_has_role(current_user, '${role}', 'MEMBER') THEN
        EXECUTE format('GRANT ${role} TO %I', current_user);
      END IF;
    END $$`;
}

const TABLES = `
  CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9][a-z0-9-]{2,31}$' AND key NOT IN ('public', 'user')),
    name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
  );

  CREATE TABLE oauth_client (
    id uuid PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    name text NOT NULL,
    secret_hash bytea NOT NULL,
    scopes text[] NOT NULL,
    asset_ids bigint[],
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz
  );
  CREATE INDEX oauth_client_account ON oauth_client (account_id);

  CREATE TABLE revoked_token (
    jti uuid PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX revoked_token_expiry ON revoked_token (expires_at);

  CREATE TABLE asset (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    name text NOT NULL,
    plate text,
    icon text,
    external_id text,
    offline_after_seconds int NOT NULL DEFAULT 900 CHECK (offline_after_seconds > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, id)
  );

  CREATE TABLE device (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    unique_id text NOT NULL UNIQUE,
    protocol text,
    model text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (account_id, id)
  );

  -- A device is on one asset at a time. Ranges have GiST support of their own: no extension is needed.
  CREATE TABLE assignment (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    device_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    valid_from timestamptz NOT NULL,
    valid_to timestamptz CHECK (valid_to > valid_from),
    FOREIGN KEY (account_id, device_id) REFERENCES device (account_id, id),
    FOREIGN KEY (account_id, asset_id) REFERENCES asset (account_id, id),
    CONSTRAINT assignment_overlap EXCLUDE USING gist
      (int8range(device_id, device_id, '[]') WITH &&, tstzrange(valid_from, valid_to) WITH &&)
  );
  CREATE INDEX assignment_asset ON assignment (account_id, asset_id);

  CREATE TABLE unregistered_device (
    unique_id text PRIMARY KEY,
    protocol text NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    records bigint NOT NULL DEFAULT 0
  );

  CREATE TABLE asset_state (
    asset_id bigint PRIMARY KEY,
    account_id bigint NOT NULL,
    part int NOT NULL,
    seq bigint NOT NULL,
    state jsonb NOT NULL,
    location jsonb,
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX asset_state_part ON asset_state (part);
  CREATE INDEX asset_state_account ON asset_state (account_id);

  CREATE TABLE checkpoint (
    grp text NOT NULL,
    topic text NOT NULL,
    part int NOT NULL,
    off bigint,
    epoch bigint NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (grp, topic, part)
  );

  CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL,
    event_id uuid NOT NULL,
    payload jsonb NOT NULL,
    headers jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
  );
`;

/** No foreign keys: history may live in a database of its own. */
const POSITION = `
  CREATE TABLE position (
    account_id bigint NOT NULL,
    asset_id bigint NOT NULL,
    device_id bigint NOT NULL,
    event_id uuid NOT NULL,
    fix_time timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    seq bigint,
    valid boolean NOT NULL,
    unstreamed text,
    lat double precision,
    lng double precision,
    altitude real,
    speed real,
    heading real,
    accuracy real,
    satellites smallint,
    status text NOT NULL,
    ignition boolean,
    odometer_km double precision,
    protocol text NOT NULL,
    address jsonb,
    attributes jsonb NOT NULL,
    PRIMARY KEY (asset_id, fix_time, event_id)
  ) PARTITION BY RANGE (fix_time);
  CREATE TABLE position_default PARTITION OF position DEFAULT;
`;

/** Without an account in the transaction the setting is null or empty, and no row matches. */
function isolate(table: string, column: string): string {
  return `
    ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY ${table}_of_account ON ${table} TO yipii_app
      USING (${column} = nullif(current_setting('app.account', true), '')::bigint)`;
}

/**
 * The worker gets every table, later ones included. The app gets each by name: a forgotten grant is
 * found by the first test, a grant too many on a table without a policy (or on a partition, which the
 * policy of its parent does not cover) by nobody.
 */
const GRANTS = `
  GRANT USAGE ON SCHEMA public TO yipii_app, yipii_worker;
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO yipii_worker;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO yipii_worker;
  GRANT SELECT, INSERT, UPDATE, DELETE ON oauth_client, asset, device, assignment TO yipii_app;
  GRANT SELECT, UPDATE ON account TO yipii_app;
  GRANT SELECT, INSERT ON revoked_token TO yipii_app;
  GRANT SELECT ON asset_state, position TO yipii_app;
  GRANT INSERT, SELECT (id) ON outbox TO yipii_app;
`;

/**
 * A partition a day (UTC) for each day of the range. Rows that went to the default partition before are
 * moved. It runs as the owner of the tables, since the worker is not.
 */
const ENSURE_POSITION_PARTITIONS = `
  CREATE FUNCTION ensure_position_partitions(from_day date, to_day date) RETURNS void
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  DECLARE
    day date;
    name text;
    starts timestamptz;
    ends timestamptz;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('ensure_position_partitions'));
    FOR day IN SELECT generate_series(from_day, to_day, interval '1 day')::date LOOP
      name := 'position_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass(name) IS NOT NULL;
      starts := day::timestamp AT TIME ZONE 'UTC';
      ends := (day + 1)::timestamp AT TIME ZONE 'UTC';
      EXECUTE format('CREATE TABLE %I (LIKE position INCLUDING ALL)', name);
      EXECUTE format(
        'WITH moved AS (DELETE FROM position_default WHERE fix_time >= %L AND fix_time < %L RETURNING *)
         INSERT INTO %I SELECT * FROM moved', starts, ends, name);
      EXECUTE format('ALTER TABLE position ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, starts, ends);
    END LOOP;
  END $$;
  REVOKE EXECUTE ON FUNCTION ensure_position_partitions(date, date) FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION ensure_position_partitions(date, date) TO yipii_worker;
`;
