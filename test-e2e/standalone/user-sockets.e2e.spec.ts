import { unrefPusherTimers } from '@yipii/testing';
import { LiveInstallation, type LiveAccount } from '../support/live-installation';
import { PASSWORD, SignedInUser } from '../support/signed-in-user';

const REVOKED = 4009;

describe('the sockets of a user', () => {
  let installation: LiveInstallation;
  let account: LiveAccount;
  let owner: SignedInUser;
  const users: SignedInUser[] = [];
  let addresses = 0;

  beforeAll(async () => {
    unrefPusherTimers();
    installation = await LiveInstallation.start();
    account = await installation.seed('alpha', 2);
    ({ user: owner } = await signedIn('owner'));
  });
  afterAll(async () => {
    for (const user of users) user.disconnect();
    await installation.stop();
  });

  async function signedIn(
    role: 'owner' | 'viewer',
  ): Promise<{ id: number; email: string; user: SignedInUser }> {
    const email = `person${++addresses}@example.com`;
    const id = await installation.addUser(account, { email, password: PASSWORD, role });
    return { id, email, user: await again(email) };
  }

  async function again(email: string): Promise<SignedInUser> {
    const user = await SignedInUser.signIn(installation.api, installation.live, email);
    users.push(user);
    return user;
  }

  const assetChannel = (index: number): string => `private-asset.${account.assets[index]?.assetId}`;
  const patchUser = (id: number, fields: object) => owner.send('PATCH', `/api/alpha/user/${id}`, fields);

  it.each<[string, (who: { id: number; user: SignedInUser }) => Promise<Response>]>([
    ['signs out', ({ user }) => user.send('POST', '/api/auth/sign-out')],
    ['is deleted', ({ id }) => owner.send('DELETE', `/api/alpha/user/${id}`)],
    ['gets another role', ({ id }) => patchUser(id, { role: 'operator' })],
    ['is limited to groups', ({ id }) => patchUser(id, { group_ids: [] })],
  ])('are closed with 4009 when the user %s, and nobody else’s', async (_what, end) => {
    const who = await signedIn('viewer');
    const neighbour = await signedIn('viewer');
    const sockets = await Promise.all([
      who.user.watch('private-account.alpha'),
      who.user.watch(assetChannel(0)),
    ]);
    let others = 0;
    void (await neighbour.user.watch('private-account.alpha')).closed.then(() => (others += 1));
    expect((await end(who)).status).toBeLessThan(300);
    const closed = await Promise.all(sockets.map((socket) => socket.closed));
    expect(closed).toEqual([REVOKED, REVOKED]);
    expect(others).toBe(0);
  });

  it('go on elsewhere when one of the sessions ends', async () => {
    const { email, user } = await signedIn('viewer');
    const elsewhere = await again(email);
    let ended = 0;
    void (await elsewhere.watch('private-account.alpha')).closed.then(() => (ended += 1));
    const { closed } = await user.watch('private-account.alpha');
    await user.send('POST', '/api/auth/sign-out');
    expect(await closed).toBe(REVOKED);
    expect(ended).toBe(0);
  });

  it('lose an asset that leaves the user’s group, and come back with what is left', async () => {
    const assets = account.assets.map(({ assetId }) => assetId);
    const created = await owner.send('POST', '/api/alpha/asset-group', { name: 'Group', asset_ids: assets });
    const { data } = (await created.json()) as { data: { id: number } };
    const { id, user } = await signedIn('viewer');
    await patchUser(id, { group_ids: [data.id] });
    const { closed } = await user.watch(assetChannel(1));
    await owner.send('PATCH', `/api/alpha/asset-group/${data.id}`, { asset_ids: assets.slice(0, 1) });
    expect(await closed).toBe(REVOKED);
    await expect(user.watch(assetChannel(1))).rejects.toThrow();
    await user.watch(assetChannel(0));
  });
});
