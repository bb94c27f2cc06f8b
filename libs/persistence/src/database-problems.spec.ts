import { toProblem, type ErrorCode } from '@yipii/platform';
import { Client } from 'pg';
import { decodeCursor } from './cursor';
import { Asset } from './entities/asset';
import { assetId, PersistenceUnderTest } from './persistence.testing';
import type { SeededAccount } from './seed-account';

const UPDATE = 'UPDATE asset SET';
const ASSIGN = 'INSERT INTO assignment (account_id, device_id, asset_id, valid_from) VALUES';

describe('what a failed query tells a client', () => {
  let sut: PersistenceUnderTest;
  let alpha: SeededAccount;

  beforeAll(async () => {
    sut = await PersistenceUnderTest.start();
    alpha = await sut.seed('alpha', 'secret-1');
    await sut.seed('beta', 'secret-2');
  });
  afterAll(() => sut.stop());

  const problemOf = async (work: () => Promise<unknown>) => {
    const error = await work().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const problem = toProblem(error, 'abc');
    expect(JSON.stringify(problem)).not.toMatch(/secret/);
    return problem;
  };
  const inAlpha = (text: string, values: unknown[] = []) =>
    sut.unitOfWork.inAccount({ accountId: alpha.accountId, assets: null }, (tx) => tx.query(text, values));

  it.each<[string, ErrorCode, number, string, unknown[]]>([
    ['something unique', 'CONFLICT', 409, `UPDATE device SET unique_id = $1`, ['secret-2']],
    ['another assignment', 'CONFLICT', 409, `${ASSIGN} ($1, $2, $3, now())`, ['account', 'device', 'asset']],
    ['an unknown reference', 'VALIDATION_FAILED', 422, `${ASSIGN} ($1, 999, 999, now())`, ['account']],
    ['text for a number', 'VALIDATION_FAILED', 422, 'SELECT FROM asset WHERE id = $1', ['secret']],
    ['2^63', 'VALIDATION_FAILED', 422, 'SELECT FROM asset WHERE id = $1', ['9223372036854775808']],
    ['1e300 for an int', 'VALIDATION_FAILED', 422, `${UPDATE} offline_after_seconds = $1::float8`, [1e300]],
    ['a number out of the range', 'VALIDATION_FAILED', 422, `${UPDATE} offline_after_seconds = -1`, []],
    ['a zero character', 'VALIDATION_FAILED', 422, `${UPDATE} name = $1`, ['secret\0']],
    ['a zero character in JSON', 'VALIDATION_FAILED', 422, 'SELECT $1::jsonb', ['"secret\\u0000"']],
    ['half a surrogate in JSON', 'VALIDATION_FAILED', 422, 'SELECT $1::jsonb', ['"secret\\ud800"']],
    ['no name', 'VALIDATION_FAILED', 422, `${UPDATE} name = NULL`, []],
    ['no date', 'VALIDATION_FAILED', 422, 'SELECT $1::timestamptz', ['2026-13-45 secret']],
    ['an unknown time zone', 'VALIDATION_FAILED', 422, 'SELECT now() AT TIME ZONE $1', ['secret']],
    [
      'a row of another account',
      'FORBIDDEN',
      403,
      `INSERT INTO asset (account_id, name) VALUES (999, 'x')`,
      [],
    ],
    ['a wrong query', 'INTERNAL_ERROR', 500, 'SELECT secret FROM asset', []],
    ['a right that was not granted', 'INTERNAL_ERROR', 500, 'DELETE FROM asset_state', []],
  ])('is for %s: %s', async (_what, code, status, text, values) => {
    const [asset] = alpha.assets;
    const ids: Record<string, unknown> = {
      account: alpha.accountId,
      device: asset?.deviceId,
      asset: asset?.assetId,
    };
    const problem = await problemOf(() =>
      inAlpha(
        text,
        values.map((value) => ids[String(value)] ?? value),
      ),
    );
    expect(problem).toMatchObject({ code, status });
  });

  it('is the same for entities', async () => {
    const { accountId } = alpha;
    const name = 'secret\0';
    const problem = await problemOf(() =>
      sut.unitOfWork.inAccount({ accountId, assets: null }, (tx) =>
        tx.entities.update(Asset, { id: assetId(alpha, 0) }, { name }),
      ),
    );
    expect(problem.status).toBe(422);
  });

  it('is for a text that is longer than an index takes: 422', async () => {
    const text = Array.from({ length: 9_000 }, () => Math.random().toString(36)).join('');
    expect((await problemOf(() => inAlpha('UPDATE device SET unique_id = $1', [text]))).status).toBe(422);
  });

  it('is to try again after a timeout, and where no connection is to be had', async () => {
    const slow = () =>
      sut.workerUnitOfWork.run(async (tx) => {
        await tx.query('SET LOCAL statement_timeout = 1');
        await tx.query('SELECT pg_sleep(9)');
      });
    expect(await problemOf(slow)).toMatchObject({ status: 503, retry_after: 5 });
    const url = new URL(sut.url);
    url.pathname = '/secret';
    const connect = () => new Client({ connectionString: url.toString() }).connect();
    expect((await problemOf(connect)).status).toBe(503);
  });

  it.each(['', 'x', '!!', 'W10', 'bnVsbA', 'ey', 'WzFlMzAwXQ'])(
    'is for the cursor %j: 422',
    async (cursor) => {
      const decode = () => decodeCursor(cursor, 'list', (key): key is [number] => key[0] === 1);
      expect(await problemOf(() => Promise.resolve().then(decode))).toMatchObject({
        status: 422,
        errors: { cursor: ['The cursor is not one of this list.'] },
      });
    },
  );
});
