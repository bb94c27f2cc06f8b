import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@yipii/testing';
import { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { CreateOAuthClient, hashSecret } from './create-oauth-client';
import { appDataSource, ENTITIES } from './data-source';
import { migrate } from './migrate';
import { dropPositionPartitions, ensurePositionPartitions } from './position-partitions';
import { AssetRepository } from './repositories/asset-repository';
import { AssetStateRepository } from './repositories/asset-state-repository';
import { OAuthClientRepository } from './repositories/oauth-client-repository';
import { SeedAccount, type SeededAccount } from './seed-account';
import { withAccount } from './with-account';

const van = (uniqueId: string) => ({ name: `Van ${uniqueId}`, uniqueId, protocol: 'teltonika' });

describe('persistence', () => {
  let database: TestDatabase;
  let worker: Pool;
  let app: Pool;
  let dataSource: DataSource;
  let alpha: SeededAccount;
  let beta: SeededAccount;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    worker = new Pool({ connectionString: database.url, options: '-c role=yipii_worker' });
    app = new Pool({ connectionString: database.url, options: '-c role=yipii_app' });
    dataSource = await appDataSource(database.url, 5).initialize();
    const seed = new SeedAccount({ pool: worker });
    alpha = await seed.run({ key: 'alpha', name: 'Alpha', assets: [van('a1'), van('a2')] });
    beta = await seed.run({ key: 'beta', name: 'Beta', assets: [van('b1')] });
  });
  afterAll(async () => {
    await dataSource.destroy();
    await Promise.all([worker.end(), app.end()]);
    await database.drop();
  });

  describe('row-level security', () => {
    it('shows raw SQL of the app only the rows of the account in its transaction', async () => {
      await storeState(alpha, 'alpha');
      await storeState(beta, 'beta');
      for (const table of await tenantTables()) {
        const column = table === 'account' ? 'id' : 'account_id';
        const rows = await withAccount<{ owner: string }[]>(dataSource, alpha.accountId, (manager) =>
          manager.query(`SELECT DISTINCT ${column} AS owner FROM ${table}`),
        );
        expect(rows.filter(({ owner }) => Number(owner) !== alpha.accountId)).toEqual([]);
      }
    });

    it('covers every table that has an account, for the owner too', async () => {
      const tables = await tenantTables();
      expect(tables).toEqual(expect.arrayContaining(['account', 'asset', 'asset_state', 'position']));
      const { rows } = await worker.query(
        `SELECT relname FROM pg_class WHERE relname = ANY($1) AND NOT (relrowsecurity AND relforcerowsecurity)`,
        [tables],
      );
      expect(rows).toEqual([]);
    });

    it('gives nothing without an account, also after a transaction that had one', async () => {
      const client = await app.connect();
      try {
        await client.query(`BEGIN; SELECT set_config('app.account', '${alpha.accountId}', true)`);
        expect((await client.query('SELECT FROM asset')).rowCount).toBe(2);
        await client.query('COMMIT');
        for (const table of await tenantTables()) {
          expect((await client.query(`SELECT FROM ${table}`)).rowCount).toBe(0);
        }
      } finally {
        client.release();
      }
    });

    it('refuses to write into another account or to move a row there', async () => {
      const write = (sql: string) =>
        withAccount(dataSource, alpha.accountId, (manager) => manager.query(sql, [beta.accountId]));
      await expect(write(`INSERT INTO asset (account_id, name) VALUES ($1, 'x')`)).rejects.toThrow(
        /row-level security/,
      );
      await expect(write('UPDATE asset SET account_id = $1')).rejects.toThrow(/row-level security/);
    });

    it('keeps the app from partitions, checkpoints and others’ outbox rows', async () => {
      for (const table of ['position_default', 'checkpoint', 'unregistered_device', 'outbox']) {
        await expect(app.query(`SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
      }
    });

    it('lets the worker see all accounts', async () => {
      expect((await worker.query('SELECT FROM asset')).rowCount).toBe(3);
    });
  });

  describe('position partitions', () => {
    const day = (text: string) => new Date(`${text}T00:00:00Z`);

    it('are made for each day, once, also by replicas at the same time', async () => {
      const ensure = () => ensurePositionPartitions(worker, day('2026-03-28'), day('2026-03-30'));
      await Promise.all([ensure(), ensure(), ensure()]);
      expect(await partitions('position_202603%')).toEqual([
        'position_20260328',
        'position_20260329',
        'position_20260330',
      ]);
    });

    it('take over what went to the default partition before', async () => {
      await storePosition('2026-04-02T23:59:59Z');
      await storePosition('2026-04-03T00:00:00Z');
      expect(await partitionsHolding('2026-04-0%')).toEqual(['position_default']);
      await ensurePositionPartitions(worker, day('2026-04-02'), day('2026-04-03'));
      expect(await partitionsHolding('2026-04-0%')).toEqual(['position_20260402', 'position_20260403']);
    });

    it('go with their day', async () => {
      await ensurePositionPartitions(worker, day('2025-12-30'), day('2026-01-01'));
      await expect(dropPositionPartitions(worker, day('2026-01-01'))).resolves.toBe(2);
      expect(await partitions('position_202512%')).toEqual([]);
      expect(await partitions('position_202601%')).toEqual(['position_20260101']);
      expect(await partitions('position_default')).toHaveLength(1);
    });

    it('are out of reach of the app, but through the table', async () => {
      await ensurePositionPartitions(worker, day('2026-05-01'), day('2026-05-01'));
      await expect(app.query('SELECT FROM position_20260501')).rejects.toThrow(/permission denied/);
      await expect(
        app.query(`SELECT ensure_position_partitions('2026-05-02', '2026-05-02')`),
      ).rejects.toThrow(/permission denied/);
    });
  });

  describe('seeding', () => {
    it('answers the same ids when it runs again', async () => {
      const again = await new SeedAccount({ pool: worker }).run({
        key: 'alpha',
        name: 'Another name',
        assets: [van('a1'), van('a2')],
      });
      expect(again).toEqual(alpha);
    });

    it('makes everything once when two processes seed together', async () => {
      const seed = { key: 'gamma', name: 'Gamma', assets: [van('c1'), van('c2')] };
      const [one, two] = await Promise.all([1, 2].map(() => new SeedAccount({ pool: worker }).run(seed)));
      expect(one).toEqual(two);
    });

    it('refuses a device of another account and leaves nothing behind', async () => {
      const seed = { key: 'delta', name: 'Delta', assets: [van('d1'), van('b1')] };
      await expect(new SeedAccount({ pool: worker }).run(seed)).rejects.toThrow('device b1 is taken');
      expect((await worker.query(`SELECT FROM account WHERE key = 'delta'`)).rowCount).toBe(0);
    });

    it('refuses a second assignment of a device at the same time', async () => {
      const { deviceId, assetId } = alpha.assets[0] ?? { deviceId: 0, assetId: 0 };
      const insert = worker.query(
        `INSERT INTO assignment (account_id, device_id, asset_id, valid_from) VALUES ($1, $2, $3, now())`,
        [alpha.accountId, deviceId, assetId],
      );
      await expect(insert).rejects.toThrow(/assignment_overlap/);
    });
  });

  describe('repositories', () => {
    const all = ({ accountId }: SeededAccount) => ({ accountId, assets: null });

    it('page through the assets of the account', async () => {
      const assets = new AssetRepository(dataSource);
      const second = await assets.list(all(alpha), { page: 2, perPage: 1 });
      expect(second.total).toBe(2);
      expect(second.assets).toMatchObject([{ id: alpha.assets[1]?.assetId, name: 'Van a2', plate: null }]);
      const none = await assets.list({ ...all(alpha), assets: [] }, { page: 1, perPage: 10 });
      expect(none).toEqual({ assets: [], total: 0 });
    });

    it('do not find an asset of another account', async () => {
      const assets = new AssetRepository(dataSource);
      const [own = 0, other = 0] = [alpha.assets[0]?.assetId, beta.assets[0]?.assetId];
      await expect(assets.find(all(alpha), other)).resolves.toBeNull();
      await expect(assets.existing(all(alpha), [own, other])).resolves.toEqual(new Set([own]));
    });

    it('do not find an asset outside the scope', async () => {
      const assets = new AssetRepository(dataSource);
      const [first = 0, second = 0] = alpha.assets.map(({ assetId }) => assetId);
      const scope = { accountId: alpha.accountId, assets: [first] };
      await expect(assets.find(scope, second)).resolves.toBeNull();
      await expect(assets.existing(scope, [first, second])).resolves.toEqual(new Set([first]));
      expect((await assets.list(scope, { page: 1, perPage: 10 })).total).toBe(1);
    });

    it('find the last locations of an account, or some of them', async () => {
      await storeState(alpha, 'alpha');
      const states = new AssetStateRepository(dataSource);
      const id = alpha.assets[0]?.assetId ?? 0;
      expect(await states.lastLocations(all(alpha), null)).toEqual([{ assetId: id, name: 'alpha' }]);
      expect(await states.lastLocations(all(alpha), [id + 1])).toEqual([]);
      expect(await states.lastLocations({ ...all(alpha), assets: [id + 1] }, [id])).toEqual([]);
    });

    it('find a client with the hash of its secret, and none for any other text', async () => {
      const { clientId, clientSecret } = await new CreateOAuthClient({ pool: worker }).run(alpha.accountId, {
        name: 'Dashboard',
        scopes: ['positions:read'],
        assetIds: [alpha.assets[0]?.assetId ?? 0],
      });
      const clients = new OAuthClientRepository({ pool: worker });
      expect(await clients.find(clientId)).toMatchObject({
        accountKey: 'alpha',
        secretHash: hashSecret(clientSecret),
        assetIds: [alpha.assets[0]?.assetId],
      });
      await expect(clients.find(`${clientId}' OR true --`)).resolves.toBeNull();
    });

    it('know every column of their tables', async () => {
      for (const entity of ENTITIES) {
        const { tableName, columns } = dataSource.getMetadata(entity);
        const { rows } = await worker.query<{ column_name: string }>(
          `SELECT column_name FROM information_schema.columns WHERE table_name = $1`,
          [tableName],
        );
        const names = rows.map(({ column_name }) => column_name).sort();
        expect(columns.map(({ databaseName }) => databaseName).sort()).toEqual(names);
      }
    });
  });

  async function tenantTables(): Promise<string[]> {
    const { rows } = await worker.query<{ name: string }>(
      `SELECT DISTINCT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
         AND (a.attname = 'account_id' OR c.relname = 'account')`,
    );
    return rows.map(({ name }) => name);
  }

  async function storeState({ accountId, assets }: SeededAccount, name: string): Promise<void> {
    const assetId = assets[0]?.assetId ?? 0;
    await worker.query(
      `INSERT INTO asset_state (asset_id, account_id, part, seq, state, location) VALUES ($1, $2, 0, 1, '{}', $3)
       ON CONFLICT DO NOTHING`,
      [assetId, accountId, { assetId, name }],
    );
  }

  async function storePosition(fixTime: string): Promise<void> {
    await worker.query(
      `INSERT INTO position (account_id, asset_id, device_id, event_id, fix_time, received_at, valid, status,
         protocol, attributes) VALUES ($1, 1, 1, $2, $3, now(), true, 'moving', 'teltonika', '{}')`,
      [alpha.accountId, randomUUID(), fixTime],
    );
  }

  async function partitions(pattern: string): Promise<string[]> {
    const { rows } = await worker.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_inherits
       WHERE inhparent = 'position'::regclass AND inhrelid::regclass::text LIKE $1 ORDER BY 1`,
      [pattern],
    );
    return rows.map(({ name }) => name);
  }

  async function partitionsHolding(time: string): Promise<string[]> {
    const { rows } = await worker.query<{ name: string }>(
      `SELECT DISTINCT tableoid::regclass::text AS name FROM position
       WHERE to_char(fix_time AT TIME ZONE 'UTC', 'YYYY-MM-DD') LIKE $1 ORDER BY 1`,
      [time],
    );
    return rows.map(({ name }) => name);
  }
});
