import { randomUUID } from 'node:crypto';
import type { AccountScope } from '@yipii/domain';
import { assetId, PersistenceUnderTest } from '../persistence.testing';
import type { SeededAccount } from '../seed-account';
import { EventRepository, recordEvents, type NewFeedEvent } from './event-repository';

describe('the event feed', () => {
  const sut = new EventRepository();
  let database: PersistenceUnderTest;
  let alpha: SeededAccount;
  let scope: AccountScope;

  beforeAll(async () => {
    database = await PersistenceUnderTest.start();
    alpha = await database.seed('alpha', 'a1', 'a2');
    scope = { accountId: alpha.accountId, assets: null };
  });
  afterEach(() => database.worker.query('DELETE FROM event'));
  afterAll(() => database.stop());

  const anEvent = (note: string, fields: Partial<NewFeedEvent> = {}): NewFeedEvent => ({
    id: randomUUID(),
    type: 'asset.status_changed',
    accountId: alpha.accountId,
    assetId: assetId(alpha, 0),
    deviceId: null,
    occurredAt: '2026-06-01T12:00:00.000Z',
    data: { note },
    ...fields,
  });

  const place = () => database.workerUnitOfWork.run((tx) => sut.place(tx, alpha.accountId));

  const read = async (after = 0, limit = 100, within = scope) => {
    await place();
    const query = { after, limit, types: ['asset.status_changed'] };
    return database.unitOfWork.read(within, (sql) => sut.after(sql, query));
  };

  const notes = (events: readonly { readonly data: object }[]) =>
    events.map(({ data }) => (data as { note: string }).note);

  it('has what was recorded, in order and once', async () => {
    const [one, two] = [anEvent('one'), anEvent('two')];
    await recordEvents(database.worker, [one, two]);
    await recordEvents(database.worker, [two, anEvent('three')]);
    const events = await read();
    expect(notes(events)).toEqual(['one', 'two', 'three']);
    expect(events[0]).toMatchObject({ id: one.id, occurredAt: one.occurredAt, assetId: assetId(alpha, 0) });
    expect(notes(await read(events[0]?.place))).toEqual(['two', 'three']);
    expect(notes(await read(0, 1))).toEqual(['one']);
  });

  it('never skips an event that is committed late', async () => {
    const late = await database.worker.connect();
    await late.query('BEGIN');
    await recordEvents(late, [anEvent('begun first')]);
    await recordEvents(database.worker, [anEvent('committed first')]);
    const first = await read();
    expect(notes(first)).toEqual(['committed first']);
    await late.query('COMMIT');
    late.release();
    expect(notes(await read(first.at(-1)?.place))).toEqual(['begun first']);
  });

  it('gives places in one order, however many readers and writers there are', async () => {
    const seen: string[] = [];
    let last = 0;
    const writers = Array.from({ length: 5 }, async (_, writer) => {
      for (let n = 0; n < 20; n += 1) await recordEvents(database.worker, [anEvent(`${writer}:${n}`)]);
    });
    const reader = async (): Promise<void> => {
      const events = await read(last);
      seen.push(...notes(events));
      last = events.at(-1)?.place ?? last;
    };
    const others = Array.from({ length: 20 }, () => place());
    for (let round = 0; round < 20; round += 1) await reader();
    await Promise.all([...writers, ...others]);
    await reader();
    expect([...seen].sort()).toEqual(
      Array.from({ length: 100 }, (_, n) => `${Math.floor(n / 20)}:${n % 20}`).sort(),
    );
    for (let writer = 0; writer < 5; writer += 1) {
      const own = seen.filter((note) => note.startsWith(`${writer}:`));
      expect(own).toEqual(Array.from({ length: 20 }, (_, n) => `${writer}:${n}`));
    }
  });

  it('is of one account and of the assets of the scope', async () => {
    const beta = await database.seed(`beta${Date.now() % 1e6}`, randomUUID());
    await recordEvents(database.worker, [
      anEvent('mine'),
      anEvent('of the other asset', { assetId: assetId(alpha, 1) }),
      anEvent('of no asset', { assetId: null }),
      anEvent('foreign', { accountId: beta.accountId, assetId: assetId(beta, 0) }),
      anEvent('of nobody', { accountId: 999_999 }),
    ]);
    expect(notes(await read())).toEqual(['mine', 'of the other asset', 'of no asset']);
    const some = { accountId: alpha.accountId, assets: [assetId(alpha, 1)] };
    expect(notes(await read(0, 100, some))).toEqual(['of the other asset']);
  });
});
