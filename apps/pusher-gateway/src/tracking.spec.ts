import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type Pusher from 'pusher-js';
import type { LinkEnd } from '@yipii/domain';
import type { LinkState } from '@yipii/live';
import { trackingChannel, viewerGrant, type LinkLocation } from '@yipii/protocol';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import {
  ACCOUNT,
  GatewayScenario,
  SOCKET_SERVERS,
  subscribed,
  type RawClient,
} from './gateway-scenario.fixture';

const AT = '2026-11-23T15:04:05.000Z';
const LATER = '2026-11-23T15:04:06.000Z';
const HOUR_MS = 3_600_000;
/** What viewers must never see: ids of the fleet behind the link, and what names the session. */
const SECRETS = ['acme', 'assetId', '1042', 'seq', 'Truck', 'handle-of-the-session', 'account', 'token:t'];

describe.each(SOCKET_SERVERS)('a viewer of a tracking link on %s', (_, open) => {
  let live: GatewayScenario;
  let link: string;
  let token: string;

  beforeAll(unrefPusherTimers);
  beforeEach(async () => {
    live = await GatewayScenario.start(open);
    [link, token] = [randomUUID(), `yts_${randomBytes(32).toString('base64url')}`];
    await putLink({});
    const tokenHash = createHash('sha256').update(token).digest('hex');
    const session = { linkUuid: link, handle: 'handle-of-the-session', expiresAt: Date.now() + HOUR_MS };
    await live.linkAccess.putSession(tokenHash, session);
  });
  afterEach(() => live.stop());

  const putLink = (change: Partial<LinkState>): Promise<void> =>
    live.linkAccess.putLink(link, {
      status: 'active',
      expiresAt: null,
      nextChangeAt: null,
      maxViewers: null,
      ...change,
    });

  const aLocation = (seq: number): LinkLocation => ({
    linkUuid: link,
    seq,
    position: {
      timestamp: AT,
      lat: 54.5,
      lng: 25.5 + seq / 1_000,
      speed: 54,
      heading: 271,
      moving: true,
      address: null,
      display_name: 'Your delivery',
      ...{ assetId: 1042, name: 'Truck 7', accountKey: 'acme' },
    },
  });

  function pusher(endsIn = HOUR_MS): Pusher {
    const access = {
      linkUuid: link,
      handle: 'handle-of-the-session',
      sessionEndsAt: Date.now() + endsIn,
      linkEndsAt: null,
    };
    return live.pusher('', { accountId: undefined, ...viewerGrant(access, Date.now()) });
  }

  async function aRawViewer(auth = token): Promise<RawClient> {
    const client = await live.rawClient();
    const data = { channel: trackingChannel(link), auth };
    client.socket.send(JSON.stringify({ event: 'pusher:subscribe', data }));
    await eventually(() => expect(client.frames.length).toBeGreaterThan(1));
    return client;
  }

  const expire = (reason: LinkEnd): void =>
    live.gateway.access.linkChanged({ id: randomUUID(), linkUuid: link, change: 'expired', reason, at: AT });

  it('follows it with pusher-js and a grant, from the last position on', async () => {
    await live.linkMoved(aLocation(1));
    const got: unknown[] = [];
    const channel = pusher().subscribe(trackingChannel(link));
    channel.bind_global((event: string, data: unknown) => got.push([event, data]));
    await eventually(() => expect(got).toHaveLength(2));
    await live.linkMoved(aLocation(2));
    live.gateway.access.linkChanged({
      id: 's',
      linkUuid: link,
      change: 'schedule',
      active: false,
      next_change_at: null,
    });
    await eventually(() => expect(got).toHaveLength(4));
    expect(got.slice(1)).toEqual([
      ['.location.updated', expect.objectContaining({ lng: 25.501, display_name: 'Your delivery' })],
      ['.location.updated', expect.objectContaining({ lng: 25.502 })],
      ['.schedule.changed', { active: false, next_change_at: null }],
    ]);
  });

  it.each<LinkEnd>(['arrival', 'disabled'])(
    'is told when it ends by %s, and closed for good',
    async (reason) => {
      const viewer = pusher();
      const told: unknown[] = [];
      const channel = await subscribed(viewer, trackingChannel(link));
      channel.bind('.link.expired', (data: unknown) => told.push(data));
      viewer.connection.bind('error', (error: unknown) => told.push(error));
      expire(reason);
      await eventually(() => expect(viewer.connection.state).toBe('disconnected'));
      expect(told[0]).toEqual({ reason, at: AT });
      expect(JSON.stringify(told[1])).toMatch(/4004.*LINK_INACTIVE/);
    },
  );

  it('gets the last event once, the error and the close, in this order', async () => {
    const viewer = await aRawViewer();
    live.gateway.access.revoked({ kind: 'link', id: link, reason: 'arrival', at: AT });
    expire('arrival');
    expect(await viewer.closed).toBe(4004);
    expect(viewer.events.slice(1)).toEqual([
      'pusher_internal:subscription_succeeded',
      '.link.expired',
      'pusher:error',
    ]);
    expect(viewer.frames.at(-1)?.data).toEqual({
      code: 4004,
      message: expect.stringMatching(/^LINK_INACTIVE/) as string,
    });
  });

  it('is closed with 4001 when its session is revoked, and may not come again', async () => {
    const [viewer, other] = [await aRawViewer(), await live.rawClient()];
    live.gateway.access.revoked({ kind: 'session', id: 'handle-of-the-session', reason: 'owner', at: AT });
    expect(await viewer.closed).toBe(4001);
    expect(other.socket.readyState).toBe(other.socket.OPEN);
    const again = await aRawViewer();
    expect(await again.closed).toBe(4001);
    expect(again.frames[1]).toMatchObject({
      event: 'pusher:subscription_error',
      data: { type: 'TrackingSessionError', error: 'INVALID_SESSION_TOKEN', status: 401, code: 4001 },
    });
  });

  it('is closed with 4002 when its session ends', async () => {
    const viewer = pusher(3_000);
    const errors: unknown[] = [];
    viewer.connection.bind('error', (error: unknown) => errors.push(error));
    await subscribed(viewer, trackingChannel(link));
    await eventually(() => expect(viewer.connection.state).toBe('disconnected'));
    expect(JSON.stringify(errors)).toContain('SESSION_EXPIRED');
  });

  it.each([
    ['later', 60_000, 3_000],
    ['earlier', 500, 60_000],
  ])('stays until the end of its link, also when that is moved (%s)', async (_, endsIn, endedIn) => {
    const endedAt = Date.now() + endedIn;
    await putLink({ expiresAt: endedAt });
    const viewer = await aRawViewer();
    const endsAt = Date.now() + endsIn;
    await putLink({ expiresAt: endsAt });
    const ends_at = new Date(endsAt).toISOString();
    live.gateway.access.linkChanged({ id: randomUUID(), linkUuid: link, change: 'end', ends_at });
    if (endsIn < endedIn) {
      expect(await viewer.closed).toBe(4004);
      expect(viewer.frames.at(-2)?.data).toBe(`{"reason":"time","at":"${ends_at}"}`);
    } else {
      await eventually(() => expect(Date.now()).toBeGreaterThan(endedAt + 500));
      expect(viewer.socket.readyState).toBe(viewer.socket.OPEN);
    }
  });

  it('keeps its other channels when the link ends', async () => {
    const viewer = await aRawViewer();
    viewer.subscribe(ACCOUNT);
    await eventually(() => expect(viewer.frames).toHaveLength(3));
    expire('route_completed');
    await live.linkMoved(aLocation(1));
    await live.moved(1, 1);
    await eventually(() => expect(viewer.frames).toHaveLength(6));
    expect(viewer.frames.slice(3)).toMatchObject([
      { event: '.link.expired', channel: trackingChannel(link) },
      { event: 'pusher:subscription_error', channel: trackingChannel(link), data: { code: 4004 } },
      { event: '.location.updated', channel: ACCOUNT },
    ]);
  });

  it('who connects outside its schedule is refused with 4005, who is there stays', async () => {
    const early = await aRawViewer();
    await putLink({ status: 'outside_schedule', nextChangeAt: Date.now() + HOUR_MS });
    const late = await aRawViewer();
    expect(await late.closed).toBe(4005);
    expect(early.socket.readyState).toBe(early.socket.OPEN);
  });

  it('receives no id of what is behind the link in any byte', async () => {
    await live.linkMoved(aLocation(1));
    const viewers = [await aRawViewer(), await aRawViewer('yts_wrong'), await aRawViewer('')];
    const [viewer] = viewers;
    const change = { linkUuid: link, assetId: 1042, accountKey: 'acme' };
    await live.linkMoved(aLocation(2));
    const vehicle = { ...change, id: 'v', change: 'vehicle', display_name: 'Van', at: LATER } as const;
    live.gateway.access.linkChanged(vehicle);
    const schedule = { ...change, id: 's', change: 'schedule', active: true, next_change_at: null } as const;
    live.gateway.access.linkChanged(schedule);
    const reason = 'asset 1042 of acme was sold';
    live.gateway.access.revoked({ kind: 'link', id: link, reason, at: AT });
    await Promise.all(viewers.map(({ closed }) => closed));
    expect(viewer?.events).toEqual([
      'pusher:connection_established',
      'pusher_internal:subscription_succeeded',
      '.location.updated',
      '.location.updated',
      '.vehicle.changed',
      '.schedule.changed',
      '.link.expired',
      'pusher:error',
    ]);
    // A socket id is of random digits.
    const texts = viewers.flatMap(({ frames }) => frames.slice(1).map((frame) => JSON.stringify(frame)));
    const bytes = texts.join('\n').replaceAll(link, '');
    const decoded = bytes
      .match(/[\w+/-]{8,}/g)
      ?.map((text) => Buffer.from(text, 'base64').toString('latin1'));
    for (const secret of SECRETS) expect([bytes, ...(decoded ?? [])].join('\n')).not.toContain(secret);
  });
});
