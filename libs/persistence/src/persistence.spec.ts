import type { AccountScope } from '@yipii/domain';
import { CreateOAuthClient } from './create-oauth-client';
import { hashSecret } from './hash-secret';
import { ENTITIES } from './data-source';
import { assetId, PersistenceUnderTest } from './persistence.testing';
import { AssetRepository } from './repositories/asset-repository';
import type { Asset } from './entities/asset';
import type { PageRequest } from './repositories/registry-repository';
import { AssetStateRepository } from './repositories/asset-state-repository';
import { OAuthClientRepository } from './repositories/oauth-client-repository';
import type { SeededAccount } from './seed-account';

/** Read by SQL of their own, so that no list of rows can show them. */
const SECRETS = new Set([
  ...['password_hash', 'recovery_hashes', 'sso_issuer', 'sso_subject'],
  ...['totp_pending', 'totp_secret', 'totp_step', 'token_hash'],
]);

describe('persistence', () => {
  let sut: PersistenceUnderTest;
  let alpha: SeededAccount;
  let beta: SeededAccount;

  beforeAll(async () => {
    sut = await PersistenceUnderTest.start();
    alpha = await sut.seed('alpha', 'a1', 'a2');
    beta = await sut.seed('beta', 'b1');
  });
  afterAll(() => sut.stop());

  describe('seeding', () => {
    it('returns the same ids when it runs again', async () => {
      expect(await sut.seed('alpha', 'a1', 'a2')).toEqual(alpha);
    });

    it('makes everything once when two processes seed together', async () => {
      const [one, two] = await Promise.all([1, 2].map(() => sut.seed('gamma', 'c1', 'c2')));
      expect(one).toEqual(two);
    });

    it('refuses a device of another account and leaves nothing behind', async () => {
      await expect(sut.seed('delta', 'd1', 'b1')).rejects.toThrow('device b1 is taken');
      expect((await sut.worker.query(`SELECT FROM account WHERE key = 'delta'`)).rowCount).toBe(0);
    });

    it('tells of the devices that can be looked up from now on, once', async () => {
      await sut.seed('epsilon', 'e1');
      await sut.seed('epsilon', 'e1', 'e2');
      const { rows } = await sut.worker.query<{ payload: object }>(
        `SELECT payload->'event' AS payload FROM outbox WHERE payload::text LIKE '%"e_"%' ORDER BY id`,
      );
      expect(rows.map(({ payload }) => payload)).toMatchObject([
        { kind: 'assignment', version: 1, uniqueId: 'e1' },
        { kind: 'assignment', version: 1, uniqueId: 'e2' },
      ]);
    });

    it('refuses a second assignment of a device at the same time', async () => {
      const { deviceId, assetId } = alpha.assets[0] ?? { deviceId: 0, assetId: 0 };
      const insert = sut.worker.query(
        `INSERT INTO assignment (account_id, device_id, asset_id, valid_from) VALUES ($1, $2, $3, now())`,
        [alpha.accountId, deviceId, assetId],
      );
      await expect(insert).rejects.toThrow(/assignment_overlap/);
    });
  });

  describe('repositories', () => {
    const all = ({ accountId }: SeededAccount) => ({ accountId, assets: null });

    const assets = new AssetRepository();
    const list = (scope: AccountScope, page: PageRequest<Asset>) =>
      sut.unitOfWork.inAccount(scope, (tx) => assets.list(tx, page));
    const find = (scope: AccountScope, id: number) =>
      sut.unitOfWork.inAccount(scope, (tx) => assets.find(tx, { id }));
    const existing = (scope: AccountScope, ids: number[]) =>
      sut.unitOfWork.read(scope, (sql) => assets.existing(sql, ids));

    it('page through the assets of the account', async () => {
      const second = await list(all(alpha), { page: 2, perPage: 1 });
      expect(second.total).toBe(2);
      expect(second.rows).toMatchObject([{ id: assetId(alpha, 1), name: 'Van a2', plate: null }]);
      const none = await list({ ...all(alpha), assets: [] }, { page: 1, perPage: 10 });
      expect(none).toEqual({ rows: [], total: 0 });
    });

    it('do not find an asset of another account', async () => {
      const [own, other] = [assetId(alpha, 0), assetId(beta, 0)];
      await expect(find(all(alpha), other)).resolves.toBeNull();
      await expect(existing(all(alpha), [own, other])).resolves.toEqual(new Set([own]));
    });

    it('do not find an asset outside the scope', async () => {
      const [first, second] = [assetId(alpha, 0), assetId(alpha, 1)];
      const scope = { accountId: alpha.accountId, assets: [first] };
      await expect(find(scope, second)).resolves.toBeNull();
      await expect(existing(scope, [first, second])).resolves.toEqual(new Set([first]));
      expect((await list(scope, { page: 1, perPage: 10 })).total).toBe(1);
    });

    it('find the last locations of an account, or some of them', async () => {
      await storeState(alpha, 'alpha');
      const states = new AssetStateRepository();
      const lastLocations = (scope: AccountScope, ids: number[] | null) =>
        sut.unitOfWork.read(scope, (sql) => states.lastLocations(sql, ids));
      const id = assetId(alpha, 0);
      expect(await lastLocations(all(alpha), null)).toEqual([{ assetId: id, name: 'alpha' }]);
      expect(await lastLocations(all(alpha), [id + 1])).toEqual([]);
      expect(await lastLocations({ ...all(alpha), assets: [id + 1] }, [id])).toEqual([]);
    });

    it('find the last locations that are newer than what is known', async () => {
      const id = assetId(alpha, 0);
      await storeState(alpha, 'alpha');
      await sut.worker.query(
        `UPDATE asset_state SET location = location || '{"seq": 5}' WHERE asset_id = $1`,
        [id],
      );
      const newerThan = (seq: number) =>
        sut.unitOfWork.read(all(alpha), (sql) =>
          new AssetStateRepository().lastLocations(sql, null, new Map([[id, seq]])),
        );
      expect(await newerThan(4)).toHaveLength(1);
      expect(await newerThan(5)).toEqual([]);
    });

    it('find a client with the hash of its secret, and none for any other text', async () => {
      const { clientId, clientSecret } = await new CreateOAuthClient(sut.workerUnitOfWork).run(
        alpha.accountId,
        {
          name: 'Dashboard',
          scopes: ['positions:read'],
          assetIds: [assetId(alpha, 0)],
        },
      );
      const clients = new OAuthClientRepository({ pool: sut.worker });
      expect(await clients.find(clientId)).toMatchObject({
        account: { key: 'alpha' },
        secretHash: hashSecret(clientSecret),
        assetIds: [assetId(alpha, 0)],
      });
      await expect(clients.find(`${clientId}' OR true --`)).resolves.toBeNull();
    });

    it('know every column of their tables', async () => {
      for (const entity of ENTITIES) {
        const { tableName, columns } = sut.dataSource.getMetadata(entity);
        const { rows } = await sut.worker.query<{ column_name: string }>(
          `SELECT column_name FROM information_schema.columns WHERE table_name = $1`,
          [tableName],
        );
        const names = rows
          .map(({ column_name }) => column_name)
          .filter((name) => !SECRETS.has(name))
          .sort();
        expect(columns.map(({ databaseName }) => databaseName).sort()).toEqual(names);
      }
    });
  });

  async function storeState(account: SeededAccount, name: string): Promise<void> {
    const id = assetId(account, 0);
    await sut.worker.query(
      `INSERT INTO asset_state (asset_id, account_id, part, seq, state, location) VALUES ($1, $2, 0, 1, '{}', $3)
       ON CONFLICT DO NOTHING`,
      [id, account.accountId, { assetId: id, name }],
    );
  }
});
