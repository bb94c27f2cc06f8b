import { randomUUID } from 'node:crypto';
import { FEED_EVENTS, type FeedEventType } from '@yipii/domain';
import { encodeCursor, recordEvents, type NewFeedEvent, type SeededAccount } from '@yipii/persistence';
import type { Sql } from '@yipii/platform';
import { ApiUnderTest, assetId } from '../api.testing';

const DAY_MS = 86_400_000;

interface Feed {
  readonly data: readonly {
    readonly type: string;
    readonly emittedAt: string;
    readonly data: { readonly note: string };
  }[];
  readonly meta: { readonly next_cursor: string };
}

describe('GET event', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let beta: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 2);
    beta = await api.seed('beta', 1);
    token = await api.tokenFor(alpha);
  });
  afterEach(() => api.pool.query('DELETE FROM event'));
  afterAll(() => api.stop());

  const record = (note: string, fields: Partial<NewFeedEvent> = {}, sql: Sql = api.pool) =>
    recordEvents(sql, [
      {
        id: randomUUID(),
        type: 'asset.status_changed',
        accountId: alpha.accountId,
        assetId: assetId(alpha, 0),
        deviceId: 7,
        occurredAt: '2026-06-01T12:00:00.000Z',
        data: { note },
        ...fields,
      },
    ]);

  const get = async (query = '', as = token) => {
    const { status, body } = await api.get(`/api/alpha/event?${query}`, as);
    return { status, code: body.code, errors: body.errors, ...(body as unknown as Feed) };
  };
  const cursorOf = (...key: number[]) => encodeCursor(`event:${alpha.accountId}`, key);
  const notesAfter = async (cursor: string, rest = '', as = token) =>
    (await get(`after=${cursor}${rest}`, as)).data.map(({ data }) => data.note);

  it('begins now, and goes on from each cursor', async () => {
    await record('before');
    const begin = await get();
    expect(begin.data).toEqual([]);
    for (const note of ['one', 'two', 'three']) await record(note);
    const first = await get(`after=${begin.meta.next_cursor}&limit=2`);
    expect(first.data.map(({ data }) => data.note)).toEqual(['one', 'two']);
    expect(first.data[0]).toEqual({
      ...{ eventId: expect.any(String) as string, type: 'asset.status_changed', accountKey: 'alpha' },
      ...{ assetId: assetId(alpha, 0), deviceId: 7, occurredAt: '2026-06-01T12:00:00.000Z' },
      emittedAt: expect.any(String) as string,
      data: { note: 'one' },
    });
    const second = await get(`after=${first.meta.next_cursor}`);
    expect(second.data.map(({ data }) => data.note)).toEqual(['three']);
    expect(await notesAfter(second.meta.next_cursor)).toEqual([]);
    await record('four');
    expect(await notesAfter(second.meta.next_cursor)).toEqual(['four']);
    expect(await notesAfter(begin.meta.next_cursor)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('tells what the scopes and the assets of the caller allow', async () => {
    const { next_cursor: begin } = (await get()).meta;
    await record('status');
    await record('of the other asset', { assetId: assetId(alpha, 1) });
    await record('device', { type: 'device.first_seen', assetId: null });
    await record('foreign', { accountId: beta.accountId, assetId: assetId(beta, 0) });
    const tokenOf = (scopes: string[], assets?: number[]) => api.tokenFor(alpha, scopes, assets);
    expect(await notesAfter(begin)).toEqual(['status', 'of the other asset', 'device']);
    expect(await notesAfter(begin, '&types=device.first_seen')).toEqual(['device']);
    expect(await notesAfter(begin, '', await tokenOf(['fleet:read']))).toEqual(['device']);
    const some = await tokenOf(['positions:read', 'fleet:read'], [assetId(alpha, 1)]);
    expect(await notesAfter(begin, '', some)).toEqual(['of the other asset']);
    expect((await get('', await tokenOf(['keys:write']))).status).toBe(403);
    expect((await get('', await api.tokenFor(beta))).status).toBe(404);
  });

  it.each(Object.entries(FEED_EVENTS))('tells %s whoever has the scope %s', async (type, scope) => {
    const as = await api.tokenFor(alpha, [scope]);
    const { next_cursor: begin } = (await get('', as)).meta;
    await record(type, { type: type as FeedEventType, assetId: null });
    expect(await notesAfter(begin, '', as)).toEqual([type]);
  });

  it('is emitted after it occurred, also in a transaction that began before', async () => {
    const { next_cursor: begin } = (await get()).meta;
    const client = await api.pool.connect();
    await client.query('BEGIN');
    await client.query('SELECT pg_sleep(0.02)');
    const occurredAt = new Date().toISOString();
    await record('late', { occurredAt }, client);
    await client.query('COMMIT');
    client.release();
    const [event] = (await get(`after=${begin}`)).data;
    expect(Date.parse(event?.emittedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(occurredAt));
  });

  it.each(['after=x', 'limit=0', 'limit=1001', 'types=nothing', 'types='])('refuses ?%s', async (query) => {
    expect(await get(query)).toMatchObject({ status: 422, code: 'VALIDATION_FAILED' });
  });

  it('takes no cursor of another account or list', async () => {
    const foreign = encodeCursor(`event:${beta.accountId}`, [0, Date.now()]);
    for (const cursor of [foreign, encodeCursor('audit:1', [0]), cursorOf(0)])
      expect(await get(`after=${cursor}`)).toMatchObject({
        status: 422,
        errors: { after: ['The cursor is not one of this list.'] },
      });
  });

  it('says so when what was told after a cursor may be gone', async () => {
    const old = cursorOf(0, Date.now() - 7 * DAY_MS - 60_000);
    expect(await get(`after=${old}`)).toMatchObject({ status: 410, code: 'CURSOR_EXPIRED' });
    expect((await get(`after=${cursorOf(0, Date.now() - 6 * DAY_MS)}`)).status).toBe(200);
  });
});
