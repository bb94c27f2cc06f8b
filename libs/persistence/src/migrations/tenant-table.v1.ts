import type { QueryRunner } from 'typeorm';

/** What the API may do with the rows of its account; the worker may do everything. */
type Right = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE';

export interface TenantTable {
  readonly name: string;
  /** SQL of its columns and constraints, without `account_id`. */
  readonly columns: string;
  /** The columns of each index besides that of the account, e.g. `'account_id, started_at'`. */
  readonly indexes?: readonly string[];
  /** The column that holds an asset: who may see only some assets sees only the rows of these. */
  readonly assetColumn?: string;
  readonly rights: readonly Right[];
}

/**
 * Creates a table whose rows belong to accounts, with its policies, grants and indexes. Released migrations call
 * this and must never change their meaning: its SQL is frozen with 0.2.0 and pinned by a spec. For other SQL add
 * a `tenant-table.v2.ts`.
 */
export async function tenantTable(runner: QueryRunner, table: TenantTable): Promise<void> {
  await runner.query(tenantTableSql(table));
}

export function tenantTableSql({ name, columns, indexes = [], assetColumn, rights }: TenantTable): string {
  return `
    CREATE TABLE ${name} (
      account_id bigint NOT NULL REFERENCES account,
      ${columns}
    );
    ${['account_id', ...indexes].map((of) => `CREATE INDEX ON ${name} (${of});`).join('\n    ')}
    ALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE ${name} FORCE ROW LEVEL SECURITY;
    CREATE POLICY ${name}_of_account ON ${name} TO yipii_app
      USING (account_id = nullif(current_setting('app.account', true), '')::bigint);
    ${assetColumn === undefined ? '' : restrictToAssets(name, assetColumn)}
    GRANT ${rights.join(', ')} ON ${name} TO yipii_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO yipii_worker;`;
}

/**
 * Besides the policy of the account: the setting `app.assets` is `all`, or the ids of the visible assets. Without
 * it no row matches. (As text, so that no cast can fail; the list is hashed once a query.)
 */
export function restrictToAssets(table: string, column: string): string {
  return `
    CREATE POLICY ${table}_of_visible_asset ON ${table} AS RESTRICTIVE TO yipii_app
      USING (current_setting('app.assets', true) = 'all'
        OR ${column}::text IN (SELECT unnest(string_to_array(current_setting('app.assets', true), ','))));`;
}
