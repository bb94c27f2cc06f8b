import { createHash, randomUUID } from 'node:crypto';
import { LinkAccessStore, ViewerCount, type MemoryViewerCount } from '@yipii/live';
import type { SeededAccount } from '@yipii/persistence';
import { openGrant, trackingChannel } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { decodeJwt } from 'jose';
import { ApiUnderTest, assetId, bearer, GRANT_KEY } from '../api.testing';
import { AssetOwners } from './asset-owners.ports';

const SOCKET = '123.456';

describe('POST /broadcasting/auth', () => {
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
  afterAll(() => api.stop());

  const authorize = (channel: string, as = token, fields: object = {}) =>
    api.form('/broadcasting/auth', { socket_id: SOCKET, channel_name: channel, ...fields }, bearer(as));
  const grantIn = (auth: string, channel: string) =>
    openGrant(auth, 'yipii-live', [GRANT_KEY], { socketId: SOCKET, channel });

  it('signs the account’s channel and its assets’ channels, by form and by JSON', async () => {
    const { jti, sub, exp = 0 } = decodeJwt(token);
    const grant = {
      ids: [`token:${jti}`, `client:${sub}`, `client:${sub}.1`, `account:${alpha.accountId}`],
      issuedAt: expect.any(Number) as number,
      expiresAt: exp * 1000,
      accountId: alpha.accountId,
      kinds: ['positions'],
    };
    for (const channel of ['private-account.alpha', `private-asset.${assetId(alpha, 0)}`]) {
      const byForm = await authorize(channel);
      const input = { socket_id: SOCKET, channel_name: channel };
      const byJson = await api.json('/broadcasting/auth', input, bearer(token));
      for (const { status, body } of [byForm, byJson]) {
        expect(status).toBe(200);
        expect(grantIn(body.auth, channel)).toEqual(grant);
      }
    }
  });

  it.each([
    [['positions:read'], ['positions']],
    [['alerts:read', 'fleet:read'], ['alerts']],
    [
      ['alerts:read', 'positions:read'],
      ['positions', 'alerts'],
    ],
  ])('grants a token with %j the events of %j', async (scopes, kinds) => {
    const { body } = await authorize('private-account.alpha', await api.tokenFor(alpha, scopes));
    expect(grantIn(body.auth, 'private-account.alpha')?.kinds).toEqual(kinds);
  });

  it('opens a link to as many viewers as it allows, and tells others when to try again', async () => {
    const [uuid, session] = [randomUUID(), `yts_${'a'.repeat(43)}`];
    const access = api.part(LinkAccessStore);
    const tokenHash = createHash('sha256').update(session).digest('hex');
    await access.putSession(tokenHash, { linkUuid: uuid, handle: 'h-1', expiresAt: Date.now() + 60_000 });
    const link = { status: 'active', expiresAt: null, nextChangeAt: null } as const;
    const viewers = api.part(ViewerCount) as MemoryViewerCount;
    viewers.put(uuid, 2);
    const answerFor = async (maxViewers: number | null) => {
      await access.putLink(uuid, { ...link, maxViewers });
      const { status, headers, body } = await authorize(trackingChannel(uuid), session);
      return [status, body.code, headers.get('retry-after')];
    };
    expect(await answerFor(null)).toEqual([200, undefined, null]);
    expect(await answerFor(3)).toEqual([200, undefined, null]);
    expect(await answerFor(2)).toEqual([429, 'VIEWER_LIMIT', '30']);
  });

  it('never signs channel data of the client', async () => {
    const { body } = await authorize('private-account.alpha', token, { channel_data: '{"user_id":"me"}' });
    expect(Object.keys(body)).toEqual(['auth']);
    expect(grantIn(body.auth, 'private-account.alpha')).not.toBeNull();
  });

  it.each([
    'private-account.beta',
    'private-account.nobody',
    'private-asset.1x',
    'private-asset.01',
    'private-asset.999999',
    'private-group.999999',
    'private-group.0',
    'presence-account.alpha',
    'private-encrypted-account.alpha',
    'account.alpha',
  ])('refuses %s', async (channel) => {
    expect(await authorize(channel)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
  });

  it('gives the same answer for another account’s channels as for channels that do not exist', async () => {
    const said = async (channel: string) => {
      const { status, body } = await authorize(channel);
      return { status, body: { ...body, trace_id: null } };
    };
    const refused = await said('private-account.nobody');
    expect(refused.status).toBe(403);
    for (const channel of [
      'private-account.beta',
      `private-asset.${assetId(beta, 0)}`,
      'private-asset.999999',
    ]) {
      expect(await said(channel)).toEqual(refused);
    }
  });

  it('authorizes a token of some assets for their channels only', async () => {
    const some = await api.tokenFor(alpha, ['positions:read'], [assetId(alpha, 0), assetId(beta, 0)]);
    expect((await authorize(`private-asset.${assetId(alpha, 0)}`, some)).status).toBe(200);
    expect((await authorize(`private-asset.${assetId(alpha, 1)}`, some)).status).toBe(403);
    expect((await authorize(`private-asset.${assetId(beta, 0)}`, some)).status).toBe(403);
    expect((await authorize('private-account.alpha', some)).status).toBe(403);
  });

  describe('of an asset that comes and goes', () => {
    const statusOf = async (assetId: number) => (await authorize(`private-asset.${assetId}`)).status;
    const anAsset = async (): Promise<number> => {
      const answer = await api.json('/api/alpha/asset', { name: 'Van' }, bearer(await writer()));
      return (answer.body.data as { id: number }).id;
    };
    const writer = () => api.tokenFor(alpha, ['fleet:write']);

    it('is open until the asset is deleted', async () => {
      const id = await anAsset();
      expect(await statusOf(id)).toBe(200);
      await api.call('DELETE', `/api/alpha/asset/${id}`, { headers: bearer(await writer()) });
      await eventually(async () => expect(await statusOf(id)).toBe(403));
    });

    it('opens once the asset is made, although it was asked for before', async () => {
      const next = (await anAsset()) + 1;
      expect(await statusOf(next)).toBe(403);
      expect(await anAsset()).toBe(next);
      await eventually(async () => expect(await statusOf(next)).toBe(200));
    });

    it('costs no query once it is known', async () => {
      const load = jest.spyOn(api.part(AssetOwners), 'load');
      const id = await anAsset();
      await eventually(async () => {
        load.mockClear();
        expect(await statusOf(id)).toBe(200);
        expect(load).not.toHaveBeenCalled();
      });
    });
  });

  describe('of a group', () => {
    const aGroup = async (key: string, assetIds: readonly number[]): Promise<string> => {
      const writer = await api.tokenFor(key === 'alpha' ? alpha : beta, ['fleet:write']);
      const answer = await api.json(
        `/api/${key}/asset-group`,
        { name: 'Vans', asset_ids: assetIds },
        bearer(writer),
      );
      return `private-group.${(answer.body.data as { id: number }).id}`;
    };
    const idOf = (channel: string) => `asset_group:${channel.split('.')[1]}`;
    const positions = ['positions:read'];

    it('signs the channel, which depends on the group', async () => {
      const channel = await aGroup('alpha', [assetId(alpha, 0)]);
      const { body } = await authorize(channel);
      const grant = grantIn(body.auth, channel);
      expect(grant).toMatchObject({ kinds: ['positions'], accountId: alpha.accountId });
      expect(grant?.ids).toContain(idOf(channel));
      expect(grant).not.toHaveProperty('assets');
    });

    it('signs it for a token of some assets if all members are among them, and names them', async () => {
      const [first, second] = [assetId(alpha, 0), assetId(alpha, 1)];
      const [channel, whole, empty] = [
        await aGroup('alpha', [first]),
        await aGroup('alpha', [first, second]),
        await aGroup('alpha', []),
      ];
      const some = await api.tokenFor(alpha, positions, [first]);
      expect(grantIn((await authorize(channel, some)).body.auth, channel)?.assets).toEqual([first]);
      expect((await authorize(whole, some)).status).toBe(403);
      expect((await authorize(empty, some)).status).toBe(403);
    });

    it('refuses groups of other accounts, like those that do not exist', async () => {
      const foreign = await aGroup('beta', [assetId(beta, 0)]);
      const said = async (channel: string) => {
        const { status, body } = await authorize(channel);
        return { status, body: { ...body, trace_id: null } };
      };
      expect(await said(foreign)).toEqual(await said('private-group.999999'));
    });

    it('tells the gateways who is in the group, and what changes', async () => {
      const channel = await aGroup('alpha', [assetId(alpha, 0)]);
      const groupId = Number(channel.split('.')[1]);
      await authorize(channel);
      const known = async () => (await api.groupMembers.of([groupId])).get(groupId);
      expect(await known()).toMatchObject({ accountId: alpha.accountId, assetIds: [assetId(alpha, 0)] });
      const writer = bearer(await api.tokenFor(alpha, ['fleet:write']));
      const path = `/api/alpha/asset-group/${groupId}`;
      await api.call('DELETE', path, { headers: writer });
      await eventually(async () => expect(await known()).toMatchObject({ assetIds: [], isDeleted: true }));
      expect((await authorize(channel)).status).toBe(403);
    });
  });

  it('needs a token and its scope', async () => {
    const input = { socket_id: SOCKET, channel_name: 'private-account.alpha' };
    expect((await api.form('/broadcasting/auth', input)).status).toBe(401);
    const answer = await authorize('private-account.alpha', await api.tokenFor(alpha, ['fleet:read']));
    expect(answer).toMatchObject({ status: 403, body: { code: 'INSUFFICIENT_SCOPE' } });
    expect(answer.headers.get('www-authenticate')).toMatch('insufficient_scope');
  });

  it.each([
    { socket_id: '1.2\n' },
    { socket_id: '1.2:private-account.beta' },
    { socket_id: '' },
    { socket_id: `${'1'.repeat(21)}.2` },
    { channel_name: 'private-account.alpha:x' },
    { channel_name: 'private-account.alpha\n' },
    { channel_name: '' },
    { channel_name: 'a'.repeat(165) },
  ])('refuses %j as invalid', async (fields) => {
    const { status, body } = await authorize('private-account.alpha', token, fields);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'VALIDATION_FAILED' });
    expect(Object.keys(body.errors)).toEqual(Object.keys(fields));
  });

  it('refuses repeated and missing fields', async () => {
    const twice = new URLSearchParams([
      ['socket_id', SOCKET],
      ['channel_name', 'private-account.alpha'],
      ['channel_name', 'private-account.beta'],
    ]);
    for (const init of [{ body: twice }, {}]) {
      const { status } = await api.call('POST', '/broadcasting/auth', { ...init, headers: bearer(token) });
      expect(status).toBe(422);
    }
  });

  describe('/batch', () => {
    const batch = (channels: readonly string[], fields: object = {}) => {
      const input = { socket_id: SOCKET, channel_names: channels, ...fields };
      return api.json('/broadcasting/auth/batch', input, bearer(token));
    };

    it('decides channel by channel', async () => {
      const [account, asset] = ['private-account.alpha', `private-asset.${assetId(alpha, 1)}`];
      const { status, body } = await batch([account, asset, 'private-account.beta']);
      const answers = body as unknown as Record<string, { status: number; data: { auth: string } }>;
      expect(status).toBe(200);
      for (const channel of [account, asset]) {
        expect(grantIn(answers[channel]?.data.auth ?? '', channel)).not.toBeNull();
      }
      expect(answers['private-account.beta']).toEqual({ status: 403, data: { code: 'FORBIDDEN' } });
    });

    it('takes 200 channels, each well-formed, and nothing else', async () => {
      const many = Array.from({ length: 201 }, (_, index) => `private-asset.${index + 1}`);
      expect((await batch(many.slice(0, 200))).status).toBe(200);
      for (const channels of [many, [], ['a b']]) expect((await batch(channels)).status).toBe(422);
      const surprised = await batch(['private-account.alpha'], { surprise: 1 });
      expect(surprised).toMatchObject({ status: 422, body: { errors: { surprise: [expect.any(String)] } } });
    });
  });
});
