import type { SeededAccount } from '@yipii/persistence';
import { aLocation } from '@yipii/testing';
import { ApiUnderTest } from '../api.testing';

interface Maintenance {
  readonly id: number;
  readonly due_at: string;
}

describe('a maintenance', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;
  let assetId: number;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 1);
    assetId = alpha.assets[0]?.assetId ?? 0;
    token = await api.tokenFor(alpha, ['alerts:read', 'alerts:write']);
  });
  afterAll(() => api.stop());

  const create = (fields: object) =>
    api.send('POST', '/api/alpha/maintenance', token, { name: 'Oil', asset_id: assetId, ...fields });
  const created = async (fields: object): Promise<Maintenance> => {
    const { status, body } = await create(fields);
    expect({ status, body }).toMatchObject({ status: 201 });
    return body.data as Maintenance;
  };
  const complete = (id: number, fields: object = {}) =>
    api.send('POST', `/api/alpha/maintenance/${id}/complete`, token, fields);

  it.each([
    ['due_km', { basis: 'odometer' }],
    ['due_km', { basis: 'date', due_at: '2026-12-01T00:00:00Z', due_km: 5 }],
    ['due_at', { basis: 'date' }],
    ['due_hours', { basis: 'engine_hours', due_hours: null }],
    ['basis', { basis: 'moon', due_km: 5 }],
    ['asset_id', { basis: 'odometer', due_km: 5, asset_id: 8_000_000 }],
  ])('is refused with a bad %s', async (field, fields) => {
    expect(await create(fields)).toMatchObject({
      status: 422,
      body: { errors: { [field]: [expect.any(String)] } },
    });
  });

  it('that repeats is due again at a distance from the reading at which it was done', async () => {
    const { id } = await created({
      basis: 'odometer',
      due_km: 15_000,
      repeat_every: 15_000,
      warn_before: 500,
    });
    expect((await complete(id)).body.errors).toHaveProperty('reading');
    const { body } = await complete(id, { reading: 15_250, completed_at: '2026-11-20T08:00:00Z' });
    expect(body.data).toMatchObject({ due_km: 30_250, completed_at: '2026-11-20T08:00:00.000Z' });
  });

  it('takes the reading from the last position', async () => {
    const location = aLocation({ assetId, odometerKm: 120_000 });
    await api.pool.query(
      `INSERT INTO asset_state (asset_id, account_id, part, seq, state, location) VALUES ($1, $2, 0, 1, '{}', $3)`,
      [assetId, alpha.accountId, JSON.stringify(location)],
    );
    const { id } = await created({ basis: 'odometer', due_km: 15_000, repeat_every: 15_000 });
    expect((await complete(id)).body.data).toMatchObject({ due_km: 135_000 });
  });

  it('by date is due again some days after it was done', async () => {
    const { id } = await created({ basis: 'date', due_at: '2026-12-01T00:00:00Z', repeat_every: 365 });
    const { body } = await complete(id, { completed_at: '2026-11-30T00:00:00Z' });
    expect((body.data as Maintenance).due_at).toBe('2027-11-30T00:00:00.000Z');
  });

  it('that does not repeat is over when it is done', async () => {
    const { id } = await created({ basis: 'engine_hours', due_hours: 500 });
    expect((await complete(id)).body.data).toMatchObject({
      due_hours: 500,
      completed_at: expect.any(String) as string,
    });
  });

  it('becomes another one each time it is done', async () => {
    const { id } = await created({ basis: 'engine_hours', due_hours: 500 });
    const sinceOf = async () =>
      (await api.pool.query<{ since: Date }>('SELECT since FROM maintenance WHERE id = $1', [id])).rows[0]
        ?.since;
    const first = await sinceOf();
    await complete(id);
    expect((await sinceOf())?.getTime()).toBeGreaterThan(first?.getTime() ?? Infinity);
  });
});
