import { Logger } from '@nestjs/common';
import { WorkerUnitOfWork } from '@yipii/persistence';
import { InvalidEnvironment, loadConfigs } from '@yipii/platform';
import { ApiUnderTest } from '../api.testing';
import { Browser } from '../people/people.testing';
import { newApiKey } from '../credentials/insert-api-key';
import { PasswordHasher } from '../people/password-hasher';
import { FirstStart } from './first-start';
import { FirstStartConfig } from './first-start.config';

const KEY = newApiKey();
const PASSWORD = 'correct horse battery';
const SETUP = {
  SETUP_ACCOUNT: 'acme',
  SETUP_ACCOUNT_NAME: 'Acme Ltd',
  SETUP_OWNER_EMAIL: 'ada@example.com',
  SETUP_OWNER_PASSWORD: PASSWORD,
  SETUP_API_KEY: KEY,
};

describe('the first start', () => {
  let api: ApiUnderTest;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    await Promise.all([api.startReplica(SETUP), api.startReplica(SETUP)]);
  });
  afterAll(() => api.stop());

  it('creates the account with its owner and key once, however many replicas start at the same time', async () => {
    const { rows } = await api.pool.query(
      `SELECT a.name, (SELECT count(*)::int FROM account_user WHERE account_id = a.id) AS users,
         (SELECT count(*)::int FROM api_key WHERE account_id = a.id) AS keys FROM account a WHERE key = 'acme'`,
    );
    expect(rows).toEqual([{ name: 'Acme Ltd', users: 1, keys: 1 }]);
    expect((await api.get('/api/acme/asset', KEY)).status).toBe(200);
    const browser = new Browser(api);
    expect((await browser.signIn(SETUP.SETUP_OWNER_EMAIL, PASSWORD)).status).toBe(200);
  });

  it('does not bring back what has been changed since', async () => {
    await api.pool.query('DELETE FROM api_key');
    await api.startReplica(SETUP);
    expect((await api.get('/api/acme/asset', KEY)).status).toBe(401);
  });

  it('refuses to start, with nothing done, if the owner belongs to another account', async () => {
    const start = api.startReplica({ ...SETUP, SETUP_ACCOUNT: 'third' });
    await expect(start).rejects.toThrow('SETUP_OWNER_EMAIL belongs to a user of another account already');
    expect((await api.pool.query(`SELECT FROM account WHERE key = 'third'`)).rowCount).toBe(0);
  });

  it('logs what it has created, and no secret', async () => {
    const log: string[] = [];
    const write = (...args: unknown[]) => void log.push(JSON.stringify(args));
    Logger.overrideLogger({ log: write, warn: write, error: write, debug: write });
    const env = { ...SETUP, SETUP_ACCOUNT: 'second', SETUP_OWNER_EMAIL: 'bob@example.com' };
    const config = loadConfigs([FirstStartConfig], env).get(FirstStartConfig) as FirstStartConfig;
    await new FirstStart(config, api.part(WorkerUnitOfWork), api.part(PasswordHasher)).onModuleInit();
    Logger.overrideLogger(false);
    expect(log.join('\n')).toContain('"account":"second"');
    for (const secret of [KEY, PASSWORD]) expect(log.join('\n')).not.toContain(secret);
  });

  it('says everything that is wrong with its settings, without their values', () => {
    const env = {
      SETUP_ACCOUNT: 'user',
      SETUP_OWNER_EMAIL: 'nobody',
      SETUP_OWNER_PASSWORD: 'short-one',
      SETUP_API_KEY: 'yak_too-short',
    };
    const load = () => loadConfigs([FirstStartConfig], env);
    expect(load).toThrow(InvalidEnvironment);
    expect(load).toThrow(
      /SETUP_ACCOUNT must be[^]*SETUP_OWNER_EMAIL must be[^]*PASSWORD must be[^]*API_KEY must be/,
    );
    expect(load).not.toThrow(/short/);
  });
});
