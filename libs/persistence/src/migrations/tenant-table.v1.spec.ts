import { migrationDataSource } from '../data-source';
import { assetId, PersistenceUnderTest } from '../persistence.testing';
import { tenantTable, tenantTableSql, type TenantTable } from './tenant-table.v1';

const PARCEL: TenantTable = {
  name: 'parcel',
  columns: 'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, asset_id bigint NOT NULL',
  indexes: ['account_id, asset_id'],
  assetColumn: 'asset_id',
  rights: ['SELECT', 'INSERT'],
};

const lines = (sql: string): string[] =>
  sql.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));

describe('the table of a tenant', () => {
  it('is made by this SQL for ever, since released migrations call it', () => {
    expect(lines(tenantTableSql(PARCEL))).toEqual([
      'CREATE TABLE parcel (',
      'account_id bigint NOT NULL REFERENCES account,',
      'id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, asset_id bigint NOT NULL',
      ');',
      'CREATE INDEX ON parcel (account_id);',
      'CREATE INDEX ON parcel (account_id, asset_id);',
      'ALTER TABLE parcel ENABLE ROW LEVEL SECURITY;',
      'ALTER TABLE parcel FORCE ROW LEVEL SECURITY;',
      'CREATE POLICY parcel_of_account ON parcel TO yipii_app',
      "USING (account_id = nullif(current_setting('app.account', true), '')::bigint);",
      'CREATE POLICY parcel_of_visible_asset ON parcel AS RESTRICTIVE TO yipii_app',
      "USING (current_setting('app.assets', true) = 'all'",
      "OR asset_id::text IN (SELECT unnest(string_to_array(current_setting('app.assets', true), ','))));",
      'GRANT SELECT, INSERT ON parcel TO yipii_app;',
      'GRANT SELECT, INSERT, UPDATE, DELETE ON parcel TO yipii_worker;',
    ]);
  });

  it('shows the app the rows of its scope, with the rights that were given', async () => {
    const sut = await PersistenceUnderTest.start();
    const owner = await migrationDataSource(sut.url).initialize();
    const runner = owner.createQueryRunner();
    await tenantTable(runner, PARCEL);
    await runner.release();
    await owner.destroy();

    const alpha = await sut.seed('alpha', 'a1', 'a2');
    const beta = await sut.seed('beta', 'b1');
    for (const { accountId, assets } of [alpha, beta])
      for (const asset of assets)
        await sut.worker.query('INSERT INTO parcel (account_id, asset_id) VALUES ($1, $2)', [
          accountId,
          asset.assetId,
        ]);
    const seen = async (assets: number[] | null) => {
      const scope = { accountId: alpha.accountId, assets };
      const { rows } = await sut.unitOfWork.read(scope, (sql) =>
        sql.query<{ asset_id: string }>('SELECT asset_id FROM parcel ORDER BY 1'),
      );
      return rows.map(({ asset_id }) => Number(asset_id));
    };
    expect(await seen(null)).toEqual([assetId(alpha, 0), assetId(alpha, 1)]);
    expect(await seen([assetId(alpha, 1)])).toEqual([assetId(alpha, 1)]);
    await expect(sut.app.query('DELETE FROM parcel')).rejects.toThrow(/permission denied/);
    await sut.stop();
  });
});
