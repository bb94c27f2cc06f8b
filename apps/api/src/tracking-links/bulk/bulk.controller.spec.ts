import type { SeededAccount } from '@yipii/persistence';
import { topics, type AccessRevoked } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { ApiUnderTest, assetId, type Answer } from '../../api.testing';

interface Link {
  readonly uuid: string;
  readonly name: string;
}

describe('many tracking links', () => {
  let api: ApiUnderTest;
  let account: SeededAccount;
  let token: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    account = await api.seed('alpha', 3);
    token = await api.tokenFor(account, ['links:read', 'links:write']);
  });
  afterAll(() => api.stop());

  const of = (index: number) => ({ type: 'asset', asset_id: assetId(account, index) });
  const line = (fields: object = {}) => ({ name: 'x', access_mode: 'public', subject: of(0), ...fields });
  const make = (body: unknown, key?: string) =>
    api.send('POST', '/api/alpha/tracking-link/bulk', token, body, key ? { 'idempotency-key': key } : {});
  const linksIn = ({ body }: Answer): Link[] => body.data as Link[];
  const count = async (): Promise<number> => {
    const { body } = await api.get('/api/alpha/tracking-link', token);
    return (body.meta as { total: number }).total;
  };
  const revoked = () =>
    api.log.written
      .filter(({ topic }) => topic === topics.accessRevoked.name)
      .map(({ event }) => (event as AccessRevoked).id);

  it('are made at once, in their order, by a template where one is named', async () => {
    const template = await api.send('POST', '/api/alpha/tracking-link-template', token, {
      ...{ name: 'Deliveries', access_mode: 'email', name_pattern: 'Order {reference}', locale: 'sv' },
    });
    const { id: template_id } = template.body.data as { id: number };
    const lines = Array.from({ length: 500 }, (_, i) => ({ reference: String(i), subject: of(0) }));
    const answer = await make({ template_id, links: [...lines.slice(1), line({ template_id: null })] });
    expect(answer.status).toBe(201);
    const made = linksIn(answer);
    expect(made.map(({ name }) => name)).toEqual([...lines.slice(1).map((_, i) => `Order ${i + 1}`), 'x']);
    expect(new Set(made.map(({ uuid }) => uuid)).size).toBe(500);
    expect(made[0]).toMatchObject({ locale: 'sv', access_mode: 'email', status: 'active' });
    const { rows } = await api.pool.query(
      `SELECT FROM link_task WHERE kind = 'changed' AND link_uuid = ANY ($1)`,
      [made.map(({ uuid }) => uuid)],
    );
    expect(rows).toHaveLength(500);
  });

  it('may take more bytes than other bodies, up to a limit of their own', async () => {
    const long = (bytes: number) =>
      line({ metadata: { one: 'x'.repeat(bytes / 2), two: 'x'.repeat(bytes / 2) } });
    const many = await make({ links: Array.from({ length: 500 }, () => long(1_000)) });
    expect(many.status).toBe(201);
    expect(await make({ links: Array.from({ length: 500 }, () => long(5_000)) })).toMatchObject({
      ...{ status: 413, body: { code: 'PAYLOAD_TOO_LARGE' } },
      body: { detail: 'A body may have at most 2097152 bytes here.' },
    });
    expect(await api.send('POST', '/api/alpha/tracking-link', token, long(300_000))).toMatchObject({
      ...{ status: 413, body: { detail: 'A body may have at most 262144 bytes here.' } },
    });
  });

  it('are made once for an idempotency key', async () => {
    const before = await count();
    const [first, again] = [await make({ links: [line()] }, 'k1'), await make({ links: [line()] }, 'k1')];
    expect(linksIn(again)).toEqual(linksIn(first));
    expect(await count()).toBe(before + 1);
    expect((await make({ links: [line({ name: 'y' })] }, 'k1')).status).toBe(422);
  });

  it('are not made if anything is wrong with one, and each line is told', async () => {
    const before = await count();
    await make({ links: [line({ external_id: 'known' })] });
    const wrong = await make({ links: [line(), { subject: of(0) }, line({ locale: 'xx' })] });
    expect(wrong).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
    expect(Object.keys(wrong.body.errors).sort()).toEqual([
      ...['links.1.access_mode', 'links.1.name', 'links.2.locale'],
    ]);
    const unknown = await make({
      links: [
        line({ subject: { type: 'asset', asset_id: 8_000_000_000_001 } }),
        line(),
        line({ brand_id: NONE }),
      ],
    });
    expect(Object.keys(unknown.body.errors)).toEqual(['links.0.subject.asset_id', 'links.2.brand_id']);
    for (const taken of [
      [line(), line({ external_id: 'known' })],
      [line({ external_id: 'new' }), line({ external_id: 'new' })],
    ])
      expect(Object.keys((await make({ links: taken })).body.errors)).toEqual(['links.1.external_id']);
    expect(await count()).toBe(before + 1);
  });

  it.each([
    ['nothing', undefined],
    ['no list', { links: 'x' }],
    ['an empty list', { links: [] }],
    ['too many', { links: Array.from({ length: 501 }, () => ({})) }],
    ['no objects', { links: [7] }],
    ['an unknown field', { links: [{}], colour: 'red' }],
    ['an unknown template', { template_id: 8_000_000_000_001, links: [{}] }],
  ])('are refused as %s', async (_what, body) => {
    expect(await make(body)).toMatchObject({ status: 422, body: { code: 'VALIDATION_FAILED' } });
  });

  it('of an asset all end at once, and no others', async () => {
    const made = linksIn(await make({ links: [line({ subject: of(1) }), line({ subject: of(1) })] }));
    const [other] = linksIn(await make({ links: [line({ subject: of(2) })] }));
    const disable = (asset_id: number) =>
      api.send('POST', '/api/alpha/tracking-link/disable-all', token, { asset_id });
    const asset = assetId(account, 1);
    expect(await disable(asset)).toMatchObject({ status: 200, body: { data: { disabled: 2 } } });
    expect(await disable(asset)).toMatchObject({ status: 200, body: { data: { disabled: 0 } } });
    const shown = async (uuid = '') => (await api.get(`/api/alpha/tracking-link/${uuid}`, token)).body.data;
    for (const { uuid } of made) expect(await shown(uuid)).toMatchObject({ status: 'disabled' });
    expect(await shown(other?.uuid)).toMatchObject({ status: 'active' });
    await eventually(() => expect(revoked()).toEqual(expect.arrayContaining(made.map(({ uuid }) => uuid))));
    expect(revoked()).not.toContain(other?.uuid);
    expect((await disable(8_000_000_000_001)).status).toBe(422);
  });
});

const NONE = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
