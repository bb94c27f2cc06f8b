import {
  aLinkLocation,
  aPublicPosition,
  aSession,
  FakePusher,
  fakePage,
  FakeServer,
  UUID,
} from './fakes.testing';
import { trackLink, type LinkEnd, type TrackedLink } from './track-link';
import type { PublicPosition } from './wire';

const page = fakePage();
Object.assign(globalThis, { document: page.document, window: page.window });

const PATH = `/api/public/tracking/${UUID}`;
const LOCATION = `GET ${PATH}/location`;

describe('a tracked link', () => {
  const realFetch = globalThis.fetch;
  let server: FakeServer;
  let link: TrackedLink;
  let positions: (PublicPosition | null)[];
  let states: string[];
  let ends: LinkEnd[];

  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-11-23T15:00:05.000Z') });
    FakePusher.all = [];
    page.document.visibilityState = 'visible';
    server = new FakeServer();
    server.install();
    server.routes.set(`POST ${PATH}/verify`, { body: aSession });
    server.routes.set(LOCATION, { body: aLinkLocation(aPublicPosition()) });
    link = trackLink({ api: 'https://api.example/', uuid: UUID, Pusher: FakePusher });
    [positions, states, ends] = [[], [], []];
    link.on('position', (position) => positions.push(position));
    link.on('state', (state) => states.push(state));
    link.on('ended', (end) => ends.push(end));
  });
  afterEach(() => {
    link.stop();
    jest.useRealTimers();
    globalThis.fetch = realFetch;
  });

  const settle = () => jest.advanceTimersByTimeAsync(0);
  const pusher = () => FakePusher.all[0] as FakePusher;
  async function live(): Promise<void> {
    await link.verify();
    await settle();
    pusher().succeed();
  }

  it('asks for the position, then subscribes with the session itself', async () => {
    await live();
    expect(positions).toEqual([aPublicPosition()]);
    expect(link.state).toBe('live');
    expect(pusher().channelName).toBe(aSession.channel);
    const auth = await new Promise((resolve) =>
      pusher().options.channelAuthorization.customHandler({ socketId: '1.1', channelName: '' }, (_, data) =>
        resolve(data),
      ),
    );
    expect(auth).toEqual({ auth: 'yts_1' });
  });

  it('stops asking for positions once the socket is live', async () => {
    await live();
    await jest.advanceTimersByTimeAsync(30_000);
    expect(server.calls.filter((call) => call === LOCATION)).toHaveLength(1);
  });

  it('opens no session until it is told to', async () => {
    server.routes.set(`GET ${PATH}`, { body: { uuid: UUID, status: 'active' } });
    expect(await link.look()).toMatchObject({ status: 'active' });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(server.calls).toEqual([`GET ${PATH}`]);
  });

  it('returns the challenge where a code is needed', async () => {
    const sent = { status: 'code_sent', challenge_id: 'c', expires_in: 600 };
    server.routes.set(`POST ${PATH}/verify`, { status: 202, body: sent });
    expect(await link.verify({ email: 'a@b.example' })).toEqual(sent);
    expect(link.state).toBe('idle');
  });

  it('throws the code of a refusal', async () => {
    server.routes.set(`POST ${PATH}/verify`, { status: 422, body: { code: 'CODE_INVALID', detail: 'No.' } });
    await expect(link.verify({ code: '1' })).rejects.toMatchObject({ status: 422, code: 'CODE_INVALID' });
  });

  it('tells each position once and none that is older', async () => {
    await live();
    const newer = aPublicPosition({ timestamp: '2026-11-23T15:00:10.000Z' });
    for (const position of [newer, newer, aPublicPosition(), [newer]])
      pusher().channel.emit('.location.updated', position);
    expect(positions).toEqual([aPublicPosition(), newer]);
  });

  it('polls where no socket comes, and goes on trying', async () => {
    await link.verify();
    await jest.advanceTimersByTimeAsync(120_000);
    expect(link.state).toBe('polling');
    expect(server.countOf(LOCATION)).toBeGreaterThanOrEqual(4);
    expect(server.countOf(LOCATION)).toBeLessThan(20);
    expect(pusher().connects).toBeGreaterThan(3);
    pusher().succeed();
    expect(link.state).toBe('live');
  });

  it('checks the session before it reconnects, waits longer each time and keeps one socket', async () => {
    await live();
    const asked = server.countOf(LOCATION);
    pusher().break();
    expect(pusher().state).toBe('disconnected');
    expect(pusher().connects).toBe(1);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(server.countOf(LOCATION)).toBe(asked + 1);
    expect(pusher().connects).toBe(2);
    pusher().break();
    await jest.advanceTimersByTimeAsync(900);
    expect(pusher().connects).toBe(2);
    await jest.advanceTimersByTimeAsync(1_100);
    expect(pusher().connects).toBe(3);
    expect(FakePusher.all).toHaveLength(1);
  });

  it('does not reconnect with a session that has ended', async () => {
    await live();
    server.routes.set(LOCATION, { status: 401, body: { code: 'SESSION_EXPIRED' } });
    pusher().break();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(ends).toEqual([{ reason: 'session', at: null }]);
    expect(pusher().connects).toBe(1);
    expect(link.state).toBe('ended');
  });

  it('ends with the reason that the channel names', async () => {
    await live();
    const expired = { reason: 'disabled', at: '2026-11-23T15:01:00.000Z' };
    pusher().channel.emit('.link.expired', expired);
    pusher().closeWith(4004);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(ends).toEqual([expired]);
    expect(pusher().state).toBe('disconnected');
  });

  it('does not connect outside of the schedule, and does once it opens', async () => {
    server.routes.set(LOCATION, { body: aLinkLocation(null, false) });
    await link.verify();
    await settle();
    expect(FakePusher.all).toHaveLength(0);
    expect(positions).toEqual([null]);
    server.routes.set(LOCATION, { body: aLinkLocation(aPublicPosition()) });
    await jest.advanceTimersByTimeAsync(30_000);
    expect(FakePusher.all).toHaveLength(1);
  });

  it.each(['.schedule.changed', '.visibility.changed'])('asks what is to be seen at %s', async (change) => {
    await live();
    server.routes.set(LOCATION, { body: aLinkLocation(null, change !== '.schedule.changed') });
    pusher().channel.emit(change, {});
    await settle();
    expect(positions.at(-1)).toBeNull();
    expect(link.state).toBe('live');
  });

  it('says that it is offline while the server can not be reached', async () => {
    server.routes.set(LOCATION, 'unreachable');
    await link.verify();
    await settle();
    expect(link.state).toBe('offline');
    server.routes.set(LOCATION, { body: aLinkLocation(aPublicPosition()) });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(positions).toHaveLength(1);
  });

  it('waits as long as the server asks', async () => {
    server.routes.set(LOCATION, {
      status: 429,
      body: { code: 'TOO_MANY' },
      headers: { 'Retry-After': '20' },
    });
    await link.verify();
    await jest.advanceTimersByTimeAsync(19_000);
    expect(server.countOf(LOCATION)).toBe(1);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(server.countOf(LOCATION)).toBe(2);
  });

  it('closes the socket of a page that is hidden for 30 s, and comes back with a position and one socket', async () => {
    await live();
    page.show('hidden');
    await jest.advanceTimersByTimeAsync(29_000);
    expect(pusher().state).toBe('connected');
    await jest.advanceTimersByTimeAsync(1_000);
    expect([pusher().state, link.state]).toEqual(['disconnected', 'paused']);
    const asked = server.calls.length;
    await jest.advanceTimersByTimeAsync(600_000);
    expect(server.calls).toHaveLength(asked);

    server.routes.set(LOCATION, {
      body: aLinkLocation(aPublicPosition({ timestamp: '2026-11-23T15:10:00.000Z' })),
    });
    page.show('visible');
    page.window.dispatchEvent(new Event('pageshow'));
    page.window.dispatchEvent(new Event('online'));
    await settle();
    expect(positions.at(-1)?.timestamp).toBe('2026-11-23T15:10:00.000Z');
    expect([pusher().connects, pusher().state]).toEqual([2, 'connecting']);
    expect(server.calls).toHaveLength(asked + 1);
  });

  it('takes a new socket after the network or the device was away', async () => {
    await live();
    page.window.dispatchEvent(new Event('online'));
    await settle();
    expect(pusher().connects).toBe(2);
    pusher().succeed();
    // Its timers did not run.
    jest.setSystemTime(Date.now() + 600_000);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(pusher().connects).toBe(3);
  });

  it('tells the time of the server, whatever this device shows', async () => {
    const headers = { Date: 'Mon, 23 Nov 2026 14:00:05 GMT' };
    server.routes.set(LOCATION, { body: aLinkLocation(aPublicPosition()), headers });
    await link.verify();
    await settle();
    expect(Math.abs(link.now() - Date.parse('2026-11-23T14:00:05.500Z'))).toBeLessThan(501);
  });

  it('ends its session on the server when it leaves', async () => {
    server.routes.set(`DELETE ${PATH}/session`, { status: 204 });
    await live();
    await link.leave();
    expect(server.calls.at(-1)).toBe(`DELETE ${PATH}/session`);
    expect(pusher().state).toBe('disconnected');
  });
});
