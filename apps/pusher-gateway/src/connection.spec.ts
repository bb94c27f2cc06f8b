import { connect } from 'node:net';
import Echo from 'laravel-echo';
import type { LastPosition } from '@yipii/live';
import type { Environment } from '@yipii/platform';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import { ACCOUNT, APP_KEY, GatewayScenario, SOCKET_SERVERS, subscribed } from './gateway-scenario.fixture';

describe.each(SOCKET_SERVERS)('a connection to the gateway on %s', (_, open) => {
  let live: GatewayScenario;
  const start = async (env?: Environment): Promise<GatewayScenario> =>
    (live = await GatewayScenario.start(open, env));

  beforeAll(unrefPusherTimers);
  afterEach(() => live.stop());

  it.each([
    ['/app/nobody?protocol=7', 4001],
    ['/elsewhere?protocol=7', 4005],
    [`/app/${APP_KEY}?protocol=x`, 4006],
    [`/app/${APP_KEY}?protocol=3`, 4007],
    [`/app/${APP_KEY}`, 4008],
  ])('at %s is refused with an error and %i', async (path, code) => {
    const { frames, closed } = await (await start()).rawClient({ path });
    expect(await closed).toBe(code);
    expect(frames).toMatchObject([{ event: 'pusher:error', data: { code } }]);
  });

  it('is told of its bad frames, and nobody else notices', async () => {
    await start();
    const witness = live.pusher();
    const got: number[] = [];
    (await subscribed(witness, ACCOUNT)).bind('.location.updated', ({ seq }: LastPosition) => got.push(seq));
    const client = await live.rawClient();
    const bad = [
      '',
      'null',
      '[]',
      '7',
      '{',
      '{"event":7}',
      '{"event":"pusher:subscribe"}',
      '{"event":"client-x"}',
    ];
    for (const frame of bad) client.socket.send(frame);
    client.socket.send(Buffer.from([0, 1, 2]), { binary: true });
    client.socket.send('{"event":"pusher:subscribe","data":{"channel":7}}');
    client.socket.send('{"event":"pusher:ping"}');
    await eventually(() => expect(client.events.at(-1)).toBe('pusher:pong'));
    expect(client.events.filter((event) => event === 'pusher:error')).toHaveLength(bad.length + 2);
    await live.moved(1, 1);
    await eventually(() => expect(got).toEqual([1]));
    expect(witness.connection.state).toBe('connected');
  });

  it('is refused a channel with an error on that channel, which Echo shows', async () => {
    const echo = new Echo({ broadcaster: 'pusher', key: APP_KEY, client: (await start()).pusher() });
    const status = await new Promise((resolve) => echo.private('other').error(resolve));
    expect(status).toMatchObject({ type: 'AuthError', status: 403 });
  });

  it('is closed when a credential that it depends on is revoked, and refused from then on', async () => {
    await start();
    const [revoked, other] = [live.pusher(), live.pusher('', { ids: ['token:u', 'account:7'] })];
    const errors: unknown[] = [];
    revoked.connection.bind('error', (error: unknown) => errors.push(error));
    await Promise.all([subscribed(revoked, ACCOUNT), subscribed(other, ACCOUNT)]);
    live.gateway.access.revoked({ kind: 'token', id: 't', reason: 'test', at: '2026-11-23T15:04:05.000Z' });
    await eventually(() => expect(revoked.connection.state).toBe('disconnected'));
    expect(JSON.stringify(errors)).toContain('4009');
    expect(other.connection.state).toBe('connected');
    await expect(subscribed(live.pusher(), ACCOUNT)).rejects.toMatchObject({ status: 401 });
  });

  it('is closed when its last grant ends', async () => {
    const pusher = (await start()).pusher('', { expiresAt: Date.now() + 3_000 });
    await subscribed(pusher, ACCOUNT);
    await eventually(() => expect(pusher.connection.state).toBe('disconnected'));
  });

  it('that authorises nothing in time is closed with 4009', async () => {
    await start({ GATEWAY_AUTHORISE_WITHIN_MS: '3000' });
    const busy = live.pusher();
    await subscribed(busy, ACCOUNT);
    const { closed, frames } = await live.rawClient();
    expect(await closed).toBe(4009);
    expect(frames.at(-1)).toMatchObject({ event: 'pusher:error', data: { code: 4009 } });
    expect(busy.connection.state).toBe('connected');
  });

  it('that is silent is pinged, and closed with 4201 if it does not answer', async () => {
    await start({ GATEWAY_ACTIVITY_TIMEOUT_MS: '1000', GATEWAY_PONG_TIMEOUT_MS: '1000' });
    const alive = live.pusher();
    await subscribed(alive, ACCOUNT);
    const [dead, beating] = [
      await live.rawClient({ autoPong: false }),
      await live.rawClient({ autoPong: false }),
    ];
    // `ws` answers pings of WebSocket by itself, as browsers do, and none of Pusher's.
    const answering = await live.rawClient();
    const beat = setInterval(() => beating.socket.ping(), 200);
    expect(await dead.closed).toBe(4201);
    clearInterval(beat);
    expect(dead.events).toEqual(['pusher:connection_established', 'pusher:ping', 'pusher:error']);
    expect(beating.socket.readyState).toBe(beating.socket.OPEN);
    expect(answering.socket.readyState).toBe(answering.socket.OPEN);
    expect(alive.connection.state).toBe('connected');
  });

  it('is told of a frame that is too large, and closed with 1009 for one that is far too large', async () => {
    await start();
    const client = await live.rawClient();
    client.socket.send('x'.repeat(16 * 1024 + 1));
    client.socket.send('{"event":"pusher:ping"}');
    await eventually(() => expect(client.events.at(-1)).toBe('pusher:pong'));
    expect(client.frames.at(-2)).toMatchObject({
      event: 'pusher:error',
      data: { message: 'A frame has at most 16384 bytes: one of 16385 was dropped' },
    });
    client.socket.send('x'.repeat(100 * 1024));
    expect(await client.closed).toBe(1009);
    expect(client.frames.at(-1)).toMatchObject({ event: 'pusher:error', data: { code: 1009 } });
  });

  it('is closed with 4100 when the gateway drains, and no new one is taken', async () => {
    await start();
    const clients = await Promise.all(Array.from({ length: 5 }, () => live.rawClient()));
    live.gateway.stopListening();
    await live.gateway.drain();
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([4100, 4100, 4100, 4100, 4100]);
    const answer = await new Promise<string>((resolve) => {
      connect(live.port, '127.0.0.1', () => resolve('connected')).on('error', () => resolve('refused'));
    });
    expect(answer).toBe('refused');
  });
});
