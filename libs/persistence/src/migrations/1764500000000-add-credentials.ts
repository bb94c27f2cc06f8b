import type { MigrationInterface, QueryRunner } from 'typeorm';
import { tenantTable } from './tenant-table.v1';

/**
 * API keys, and what OAuth clients need to be managed over REST. While a secret is rotated the previous one is
 * valid, too. `version` is part of what grants and tokens rest on: counting it up ends them.
 */
export class AddCredentials1764500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await tenantTable(runner, {
      name: 'api_key',
      columns: `id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        external_id text,
        name text NOT NULL,
        scopes text[] NOT NULL,
        asset_ids bigint[],
        secret_hash bytea NOT NULL,
        previous_secret_hash bytea,
        previous_secret_expires_at timestamptz,
        version int NOT NULL DEFAULT 1,
        expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT api_key_external_id UNIQUE (account_id, external_id)`,
      indexes: ['secret_hash', 'previous_secret_hash'],
      rights: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
    });
    await runner.query(`
      ALTER TABLE oauth_client
        ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        ADD COLUMN external_id text,
        ADD COLUMN previous_secret_hash bytea,
        ADD COLUMN previous_secret_expires_at timestamptz,
        ADD COLUMN version int NOT NULL DEFAULT 1,
        ADD CONSTRAINT oauth_client_external_id UNIQUE (account_id, external_id);
      ALTER TABLE oauth_client ALTER COLUMN id SET DEFAULT gen_random_uuid()`);
    for (const table of TABLES) await runner.query(showWithinAssets(table));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE api_key;
      DROP POLICY oauth_client_of_visible_asset ON oauth_client;
      ALTER TABLE oauth_client ALTER COLUMN id DROP DEFAULT;
      ALTER TABLE oauth_client
        DROP COLUMN number, DROP COLUMN external_id, DROP COLUMN previous_secret_hash,
        DROP COLUMN previous_secret_expires_at, DROP COLUMN version`);
  }
}

const TABLES = ['api_key', 'oauth_client'];

/** Who may see some assets of an account sees the credentials that may see no others. */
function showWithinAssets(table: string): string {
  return `
    CREATE POLICY ${table}_of_visible_asset ON ${table} AS RESTRICTIVE TO yipii_app
      USING (current_setting('app.assets', true) = 'all'
        OR asset_ids::text[] <@ string_to_array(current_setting('app.assets', true), ','))`;
}
