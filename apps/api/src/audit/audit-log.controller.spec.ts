import type { SeededAccount } from '@yipii/persistence';
import { ApiUnderTest, FLEET_SCOPES } from '../api.testing';
import type { AuditEntryView } from './audit.schema';

describe('the audit log', () => {
  let api: ApiUnderTest;
  let alpha: SeededAccount;
  let token: string;
  let betaToken: string;

  beforeAll(async () => {
    api = await ApiUnderTest.start();
    alpha = await api.seed('alpha', 1);
    token = await api.tokenFor(alpha, [...FLEET_SCOPES, 'users:write']);
    betaToken = await api.tokenFor(await api.seed('beta', 1), [...FLEET_SCOPES, 'users:write']);
    await api.send('POST', '/api/beta/driver', betaToken, { name: 'First of others' });
    for (const name of ['One', 'Two', 'Three']) await api.send('POST', '/api/alpha/driver', token, { name });
    await api.send('POST', '/api/beta/driver', betaToken, { name: 'Of others' });
  });
  afterAll(() => api.stop());

  const list = async (query: string, as = token) => {
    const { status, body } = await api.get(`/api/alpha/audit-log?${query}`, as);
    return { status, data: body.data as AuditEntryView[], meta: body.meta as { next_cursor: string | null } };
  };
  const names = (entries: readonly AuditEntryView[]) => entries.map(({ changes }) => changes.name?.after);

  it('tells who has changed what, newest first, page by page, and nothing of other accounts', async () => {
    const first = await list('kind=driver&limit=2');
    expect(names(first.data)).toEqual(['Three', 'Two']);
    expect(first.data[0]).toMatchObject({ actor_kind: 'client', action: 'created', kind: 'driver' });
    const second = await list(`kind=driver&limit=2&cursor=${first.meta.next_cursor}`);
    expect(names(second.data)).toEqual(['One']);
    expect(second.meta.next_cursor).toBeNull();
    const { subject_id: id } = second.data[0] ?? {};
    expect(names((await list(`kind=driver&subject_id=${id}`)).data)).toEqual(['One']);
    expect((await list('to=2026-01-01T00:00:00Z')).data).toEqual([]);
  });

  it('takes no cursor of another list or of another account’s making', async () => {
    const series = (await api.get('/api/alpha/audit-log?limit=1', token)).body.meta as {
      next_cursor: string;
    };
    expect((await list(`cursor=${series.next_cursor}`)).status).toBe(200);
    const foreign = Buffer.from('["a",1]').toString('base64url');
    const ofOthers = (await api.get('/api/beta/audit-log?limit=1', betaToken)).body.meta;
    expect((await list(`cursor=${(ofOthers as typeof series).next_cursor}`)).status).toBe(422);
    for (const cursor of ['x', foreign, Buffer.from('[1e300]').toString('base64url')])
      expect((await list(`cursor=${cursor}`)).status).toBe(422);
  });

  it('is for those who manage the account', async () => {
    expect((await list('', await api.tokenFor(alpha, FLEET_SCOPES))).status).toBe(403);
    expect((await list('', await api.tokenFor(alpha, ['users:write'], [1]))).status).toBe(403);
    expect((await list('', betaToken)).status).toBe(404);
  });
});
