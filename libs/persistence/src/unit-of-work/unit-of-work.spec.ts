import type { AccountScope } from '@yipii/domain';
import { topics } from '@yipii/protocol';
import { assetId, PersistenceUnderTest } from '../persistence.testing';
import { Asset } from '../entities/asset';
import { AssetRepository } from '../repositories/asset-repository';
import type { SeededAccount } from '../seed-account';

describe('a unit of work', () => {
  let sut: PersistenceUnderTest;
  let alpha: SeededAccount;
  let scope: AccountScope;
  let commits: number;

  beforeAll(async () => {
    sut = await PersistenceUnderTest.start();
    alpha = await sut.seed('alpha', 'a1', 'a2');
    scope = { accountId: alpha.accountId, assets: null };
    sut.outbox.onCommitted(() => (commits += 1));
  });
  beforeEach(async () => {
    await sut.worker.query('DELETE FROM outbox');
    commits = 0;
  });
  afterAll(() => sut.stop());

  const emitted = async (): Promise<object[]> => {
    const { rows } = await sut.worker.query<{ topic: string; key: string; payload: object }>(
      `SELECT topic, key, payload->'event' AS payload FROM outbox ORDER BY id`,
    );
    return rows;
  };
  const plates = async (): Promise<(string | null)[]> => {
    const { rows } = await sut.worker.query<{ plate: string | null }>('SELECT plate FROM asset ORDER BY id');
    return rows.map(({ plate }) => plate);
  };

  it('commits entities, plain SQL and events together, then wakes the relay', async () => {
    const [one, two] = [assetId(alpha, 0), assetId(alpha, 1)];
    await sut.unitOfWork.inAccount(scope, async (tx) => {
      await tx.entities.update(Asset, { id: one }, { plate: 'ABC 1' });
      await tx.query('UPDATE asset SET plate = $2 WHERE id = $1', [two, 'ABC 2']);
      await tx.registryChanged('asset', one, two);
      expect(commits).toBe(0);
    });
    expect(await plates()).toEqual(['ABC 1', 'ABC 2']);
    expect(await emitted()).toMatchObject([
      { topic: 'registry.changed.v1', key: `asset:${one}`, payload: { kind: 'asset', id: one } },
      { topic: 'registry.changed.v1', key: `asset:${two}`, payload: { kind: 'asset', id: two } },
    ]);
    expect(commits).toBe(1);
  });

  it('leaves nothing behind when it fails', async () => {
    const before = await plates();
    const failing = sut.unitOfWork.inAccount(scope, async (tx) => {
      await tx.query(`UPDATE asset SET plate = 'gone'`);
      await tx.registryChanged('asset', assetId(alpha, 0));
      throw new Error('on second thoughts');
    });
    await expect(failing).rejects.toThrow('on second thoughts');
    expect([await plates(), await emitted(), commits]).toEqual([before, [], 0]);
  });

  it('does the same for the worker, over all accounts', async () => {
    const id = assetId(alpha, 0);
    const event = { kind: 'asset', id, version: 1 } as const;
    const run = (end: () => Promise<void>) =>
      sut.workerUnitOfWork.run(async (tx) => {
        await tx.emit(topics.registryChanged, { key: `asset:${id}`, event });
        await end();
      });
    await expect(run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect([await emitted(), commits]).toEqual([[], 0]);
    await run(() => Promise.resolve());
    expect([await emitted(), commits]).toMatchObject([[{ payload: event }], 1]);
  });

  it('does not wake the relay for nothing', async () => {
    await sut.unitOfWork.inAccount(scope, (tx) => tx.query('SELECT 1'));
    await sut.workerUnitOfWork.run((tx) => tx.query('SELECT 1'));
    expect(commits).toBe(0);
  });

  it('reads without being able to write', async () => {
    const id = assetId(alpha, 0);
    const assets = new AssetRepository();
    const both = await sut.unitOfWork.read(scope, (sql) =>
      Promise.all([assets.existing(sql, [id]), sql.query('SELECT FROM asset')]),
    );
    expect([both[0], both[1].rowCount]).toEqual([new Set([id]), 2]);
    const writing = sut.unitOfWork.read(scope, (sql) => sql.query('DELETE FROM assignment'));
    await expect(writing).rejects.toThrow(/read-only/);
  });

  it('gives connections back after failures', async () => {
    for (let i = 0; i < 20; i += 1) {
      await expect(sut.unitOfWork.read(scope, (sql) => sql.query('SELECT 1/0'))).rejects.toThrow(/zero/);
      await expect(sut.unitOfWork.inAccount(scope, (tx) => tx.query('SELECT 1/0'))).rejects.toThrow(/zero/);
      await expect(sut.workerUnitOfWork.run((tx) => tx.query('SELECT 1/0'))).rejects.toThrow(/zero/);
    }
    const { rows } = await sut.app.query(`SELECT current_setting('app.account', true) AS account`);
    expect(rows).not.toEqual([{ account: String(scope.accountId) }]);
  });

  it('refuses a scope that holds anything but ids', async () => {
    const forged = { accountId: `1'; --` as unknown as number, assets: null };
    await expect(sut.unitOfWork.inAccount(forged, (tx) => tx.query('SELECT 1'))).rejects.toThrow(TypeError);
    await expect(
      sut.unitOfWork.read({ ...scope, assets: [0.5] }, (sql) => sql.query('SELECT 1')),
    ).rejects.toThrow(TypeError);
  });

  describe('that changes the registry', () => {
    const versions = async (): Promise<number[]> =>
      (await emitted()).map((event) => (event as { payload: { version: number } }).payload.version);

    it('tells versions that grow in the order of the commits, whoever changes it', async () => {
      const id = assetId(alpha, 0);
      await Promise.all(
        Array.from({ length: 20 }, (_, i) => {
          const change = (tx: { registryChanged(kind: 'asset', id: number): Promise<void> }) =>
            tx.registryChanged('asset', id);
          return i % 2 ? sut.workerUnitOfWork.run(change) : sut.unitOfWork.inAccount(scope, change);
        }),
      );
      const told = await versions();
      const [first = 0] = told;
      expect(told).toEqual(Array.from({ length: 20 }, (_, i) => first + i));
      const { rows } = await sut.worker.query('SELECT version FROM asset WHERE id = $1', [id]);
      expect(rows).toEqual([{ version: String(first + 19) }]);
    });

    it('tells by which id a device or an assignment is looked up', async () => {
      const { accountId } = scope;
      await sut.unitOfWork.inAccount(scope, async (tx) => {
        await tx.registryChanged('account', accountId);
        await tx.registryChanged('device', alpha.assets[0]?.deviceId ?? 0);
        const { rows } = await tx.query<{ id: string }>('SELECT id FROM assignment ORDER BY id');
        await tx.registryChanged('assignment', Number(rows[1]?.id));
      });
      expect(await emitted()).toMatchObject([
        { payload: { kind: 'account', id: accountId } },
        { payload: { kind: 'device', uniqueId: 'a1' } },
        { payload: { kind: 'assignment', uniqueId: 'a2' } },
      ]);
    });

    it('tells of nothing that is out of its scope', async () => {
      const [one, two] = [assetId(alpha, 0), assetId(alpha, 1)];
      const change = sut.unitOfWork.inAccount({ ...scope, assets: [one] }, (tx) =>
        tx.registryChanged('asset', two),
      );
      await expect(change).rejects.toThrow('there is no such asset');
      expect(await emitted()).toEqual([]);
    });
  });
});
