import { migrate } from '@yipii/persistence';
import { openPool } from '@yipii/platform';
import { createTestDatabase, type TestDatabase } from '@yipii/testing';
import { requestsLogin } from './requests-login.postgres';

describe('the user that requests of standalone log in as', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await requestsLogin(database.url, 'the first');
    await migrate(database.url);
  });
  afterAll(() => database.drop());

  it('acts as yipii_app and as nobody else, with the password of the last start', async () => {
    const pool = openPool(await requestsLogin(database.url, "it's another"), 'yipii_app', 1);
    const codeOf = (text: string) =>
      pool.query(text).then(
        () => 'done',
        (error: unknown) => (error as { code?: string }).code,
      );
    expect(await codeOf('SELECT FROM asset')).toBe('done');
    for (const text of ['SET ROLE yipii_worker', 'SET ROLE NONE; SELECT FROM asset'])
      expect(await codeOf(text)).toBe('42501');
    await pool.end();
  });
});
