import { connectFleet, trackLink, type FollowState, type LinkEnd, type LocationUpdate } from '@yipii/client';
import { eventually } from '@yipii/testing';
import Pusher from 'pusher-js';
import { endLeftovers } from '../support/app-process';
import { DemoApp } from '../support/demo-app';

describe('@yipii/live with a stock pusher-js', () => {
  let app: DemoApp;
  const ending: (() => void)[] = [];

  beforeAll(async () => {
    app = await DemoApp.start();
  }, 60_000);
  afterEach(() => {
    for (const end of ending.splice(0)) end();
  });
  afterAll(async () => {
    await app.stop();
    await endLeftovers();
  });

  const fleet = (token: string) => {
    const { api, key, wsPort: port } = app.address;
    const webSocket = { key, host: '127.0.0.1', port, tls: false };
    const connected = connectFleet({ ...{ api, account: app.demo.accountKey, token, webSocket }, Pusher });
    ending.push(() => connected.stop());
    return connected;
  };

  it('streams the fleet, each vehicle in order', async () => {
    const seen: LocationUpdate[] = [];
    fleet(app.address.token).on('position', (position) => seen.push(position));
    await eventually(() => expect(new Set(seen.map(({ assetId }) => assetId)).size).toBeGreaterThan(5));
    await eventually(() => expect(seen.length).toBeGreaterThan(15), { timeoutMs: 30_000 });
    const newest = new Map<number, number>();
    for (const { assetId, seq } of seen) {
      expect(seq).toBeGreaterThan(newest.get(assetId) ?? 0);
      newest.set(assetId, seq);
    }
  });

  it('says why a token is refused', async () => {
    const refusals: string[] = [];
    fleet('no-token').on('refused', ({ status, code }) => refusals.push(`${status} ${code}`));
    await eventually(() => expect(refusals).toEqual(['401 INVALID_TOKEN']));
  });

  it('follows a link until it is disabled', async () => {
    const { api, token } = app.address;
    const { uuid } = app.demo.links.public;
    const { wsPort: port } = app.address;
    const webSocket = ({ key }: { key: string }) => ({ key, host: '127.0.0.1', port, tls: false });
    const link = trackLink({ ...{ api, uuid, webSocket }, Pusher });
    ending.push(() => link.stop());
    const states: FollowState[] = [];
    const ends: LinkEnd[] = [];
    link.on('state', (state) => states.push(state));
    link.on('ended', (end) => ends.push(end));
    expect(await link.look()).toMatchObject({ access_mode: 'public', viewer_data_days: 30 });
    await link.verify();
    await eventually(() => expect(states).toContain('live'));
    await fetch(`${api}/api/${app.demo.accountKey}/tracking-link/${uuid}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ status: 'disabled' }),
    });
    await eventually(() => expect(ends).toMatchObject([{ reason: 'disabled' }]));
    expect(link.state).toBe('ended');
    await expect(link.verify()).rejects.toMatchObject({ status: 410, code: 'LINK_INACTIVE' });
  });
});
