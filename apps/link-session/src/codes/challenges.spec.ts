import { randomUUID } from 'node:crypto';
import { RunTimers, TooManyRequests, WorkerDatabase } from '@yipii/platform';
import { FakeClock } from '@yipii/testing';
import { PersistenceUnderTest } from '../../../../libs/persistence/src/persistence.testing';
import { MailBudget } from '../mail/mail-budget.postgres';
import { PostgresChallenges } from './challenges.postgres';
import { codeTimers } from './code-timers.postgres';

const KEY = 'a-key-of-at-least-32-characters-for-codes';
const MINUTE = 60_000;

describe('codes', () => {
  let database: PersistenceUnderTest;
  let accountId: number;
  let clock: FakeClock;
  let sut: PostgresChallenges;
  let timers: { run(): Promise<void> };

  beforeAll(async () => {
    database = await PersistenceUnderTest.start();
    ({ accountId } = await database.seed('alpha', 'a1'));
  });
  beforeEach(async () => {
    await database.worker.query('DELETE FROM link_mail; DELETE FROM mail; DELETE FROM tracking_link');
    clock = new FakeClock(Date.now() + MINUTE);
    sut = withCap(1_000);
    const parts = { database: new WorkerDatabase(database.worker), outbox: database.outbox, clock };
    timers = new RunTimers(codeTimers(KEY), parts);
  });
  afterAll(() => database.stop());

  const withCap = (perDay: number) =>
    new PostgresChallenges(database.workerUnitOfWork, new MailBudget(clock, KEY, perDay), clock, KEY);
  const aLink = async (locale = 'en'): Promise<string> => {
    const { rows } = await database.worker.query<{ uuid: string }>(
      `INSERT INTO tracking_link (account_id, name, access_mode, locale) VALUES ($1, 'x', 'email_code', $2) RETURNING uuid`,
      [accountId, locale],
    );
    return rows[0]?.uuid ?? '';
  };
  const open = (
    linkUuid: string,
    email: string,
    { isShadow = false, challengeId = null as string | null } = {},
  ) => sut.open({ accountId, linkUuid, email, isShadow, challengeId });
  const mailed = async (): Promise<{ to: string; subject: string; code: string }[]> => {
    await timers.run();
    const { rows } = await database.worker.query<{ to: string; subject: string; code: string }>(
      `DELETE FROM mail RETURNING recipient AS to, subject, substring(text_body from '^[0-9]{6}') AS code`,
    );
    return rows;
  };
  const codeOf = async (): Promise<string> => (await mailed())[0]?.code ?? '';
  const redeem = (linkUuid: string, email: string, code: string, challengeId: string | null = null) =>
    sut.redeem({ accountId, linkUuid, email, code, challengeId });
  const otherThan = (code: string) => (code === '000000' ? '000001' : '000000');
  const isRefused = async (attempt: Promise<unknown>): Promise<boolean> =>
    attempt.then(
      () => false,
      (error: unknown) => error instanceof TooManyRequests,
    );

  it('are mailed to the address as it was given, in the language of the link, and are good once', async () => {
    const link = await aLink('sv');
    await open(link, 'Ada+1@example.com');
    const [mail] = await mailed();
    expect(mail).toEqual({ to: 'Ada+1@example.com', subject: `${mail?.code} är din kod`, code: mail?.code });
    expect(await redeem(link, 'ADA+1@example.com', mail?.code ?? '')).toBe(true);
    expect(await redeem(link, 'ada+1@example.com', mail?.code ?? '')).toBe(false);
  });

  it('hold for the address, link and challenge that they were sent for', async () => {
    const [link, other] = [await aLink(), await aLink()];
    const first = await open(link, 'ada@example.com');
    const code = await codeOf();
    expect(await redeem(link, 'eve@example.com', code, first)).toBe(false);
    expect(await redeem(other, 'ada@example.com', code, first)).toBe(false);
    expect(await redeem(link, 'ada@example.com', code, randomUUID())).toBe(false);
    expect(await redeem(link, 'ada@example.com', code, first)).toBe(true);
  });

  it('hold for ten minutes', async () => {
    const link = await aLink();
    await open(link, 'ada@example.com');
    const code = await codeOf();
    clock.advance(10 * MINUTE);
    expect(await redeem(link, 'ada@example.com', code)).toBe(false);
  });

  it('are void when their challenge gets a new one; without a challenge the newest counts', async () => {
    const link = await aLink();
    const challengeId = await open(link, 'ada@example.com');
    const old = await codeOf();
    expect(await open(link, 'ada@example.com', { challengeId })).toBe(challengeId);
    expect(await redeem(link, 'ada@example.com', old, challengeId)).toBe(false);
    const renewed = await codeOf();
    const second = await open(link, 'ada@example.com');
    expect(second).not.toBe(challengeId);
    const newest = await codeOf();
    expect(await redeem(link, 'ada@example.com', renewed === newest ? '' : renewed)).toBe(false);
    expect(await redeem(link, 'ada@example.com', newest)).toBe(true);
    expect(await redeem(link, 'ada@example.com', renewed, challengeId)).toBe(true);
  });

  it('can be tried five times, however many come at once', async () => {
    const link = await aLink();
    const id = await open(link, 'ada@example.com');
    const code = await codeOf();
    const tries = Array.from({ length: 100 }, () => redeem(link, 'ada@example.com', otherThan(code)));
    expect(await Promise.all(tries)).toEqual(Array(100).fill(false));
    const { rows } = await database.worker.query('SELECT tries FROM verification_code WHERE id = $1', [id]);
    expect(rows).toEqual([{ tries: 5 }]);
    expect(await redeem(link, 'ada@example.com', code)).toBe(false);
  });

  it('are good for one of a hundred who enter the right one at once', async () => {
    const link = await aLink();
    await open(link, 'ada@example.com');
    const code = await codeOf();
    const tries = Array.from({ length: 100 }, () => redeem(link, 'ada@example.com', code));
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
  });

  it('are not sent to addresses that may not follow the link, whose challenge looks and costs the same', async () => {
    const link = await aLink();
    const id = await open(link, 'eve@example.com', { isShadow: true });
    expect(await mailed()).toEqual([]);
    expect(await redeem(link, 'eve@example.com', '000000', id)).toBe(false);
    for (let i = 0; i < 2; i += 1) await open(link, 'eve@example.com', { isShadow: true });
    expect(await isRefused(open(link, 'eve@example.com', { isShadow: true }))).toBe(true);
  });

  it('do not help an address that has failed a hundred times in a row, until it is unlocked', async () => {
    const link = await aLink();
    const fail = () => redeem(link, 'ada@example.com', '');
    for (let i = 0; i < 99; i += 1) await fail();
    await open(link, 'ada@example.com');
    expect(await redeem(link, 'ada@example.com', await codeOf())).toBe(true);
    for (let i = 0; i < 100; i += 1) await fail();
    await open(link, 'ADA@example.com');
    expect(await mailed()).toEqual([]);
    await sut.unlock(link, 'Ada@example.com');
    await open(link, 'ada@example.com');
    expect(await redeem(link, 'ada@example.com', await codeOf())).toBe(true);
  });

  it('are mailed three times in 15 minutes and ten times a day to an address of a link, plus tags and case aside', async () => {
    const link = await aLink();
    const send = () => open(link, 'ada@example.com');
    for (const email of ['ada@example.com', 'ADA@example.com', 'ada+2@example.com']) await open(link, email);
    expect(await isRefused(send())).toBe(true);
    clock.advance(15 * MINUTE);
    for (const pause of [0, 0, 50, 0, 0, 50, 0]) {
      clock.advance(pause * MINUTE);
      await send();
    }
    clock.advance(61 * MINUTE);
    expect(await isRefused(send())).toBe(true);
    clock.advance(24 * 60 * MINUTE);
    expect(await isRefused(send())).toBe(false);
  });

  it('are mailed twenty times an hour by a link, five times to an address by any, and up to the cap of the account', async () => {
    const link = await aLink();
    for (let i = 0; i < 20; i += 1) await open(link, `user${i}@example.com`);
    expect(await isRefused(open(link, 'ada@example.com'))).toBe(true);
    for (let i = 0; i < 5; i += 1) await open(await aLink(), 'ada@example.com');
    expect(await isRefused(open(await aLink(), 'ada@example.com'))).toBe(true);
    sut = withCap(26);
    await open(await aLink(), 'bob@example.com');
    expect(await isRefused(open(await aLink(), 'eve@example.com'))).toBe(true);
  });

  it('keep to the limits where many are asked for at once', async () => {
    const link = await aLink();
    const all = await Promise.all(Array.from({ length: 20 }, () => isRefused(open(link, 'ada@example.com'))));
    expect(all.filter((refused) => !refused)).toHaveLength(3);
    expect(await mailed()).toHaveLength(3);
  });
});
