import { get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import Echo from 'laravel-echo';
import Pusher, { type Channel } from 'pusher-js';
import { MemoryLastPositions, Metrics, PortTaken, SystemClock, type LastPosition } from '@yipii/platform';
import { accountChannel, assetChannel, signGrant, type Grant } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { WebSocket } from 'ws';
import { MemoryChannelBroker } from './broker/channel-broker.memory';
import { ClientGateway, GatewayPorts, GatewaySettings } from './client-gateway';
import type { GatewayConfig } from './gateway.config';
import { GatewayMetrics } from './gateway.metrics';
import { SystemScheduler } from './hub/scheduler.ports';
import { openUwsServer } from './sockets/socket-server.uws';
import { openWsServer } from './sockets/socket-server.ws';

const KEY = 'yipii-live';
const GRANT_KEY = 'a secret of the tests';
const ACCOUNT = accountChannel('acme');

const DEFAULTS: GatewayConfig = {
  port: 0,
  role: 'both',
  sockets: 'uws',
  drainMs: 500,
  activityTimeoutMs: 120_000,
  pongTimeoutMs: 30_000,
  authoriseWithinMs: 60_000,
  maxChannelsPerSocket: 1_000,
  maxFrameBytes: 16 * 1024,
  maxBufferedBytes: 1024 * 1024,
};

describe.each([
  ['uWebSockets.js', openUwsServer],
  ['ws', openWsServer],
])('the gateway on %s', (_, open) => {
  const cleanups: (() => unknown)[] = [];
  let metrics: Metrics;
  let broker: MemoryChannelBroker;
  let positions: MemoryLastPositions;

  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean();
  });

  async function aGateway(change: Partial<GatewayConfig> = {}): Promise<{ gateway: ClientGateway; port: number }> {
    [positions, broker, metrics] = [new MemoryLastPositions(), new MemoryChannelBroker(), new Metrics()];
    const settings = new GatewaySettings({ ...DEFAULTS, ...change }, { appKey: KEY, grantKeys: [GRANT_KEY] });
    const ports = new GatewayPorts(broker, positions, new SystemClock(), new SystemScheduler());
    const gateway = new ClientGateway(settings, ports, new GatewayMetrics(metrics));
    const port = await gateway.start(open);
    cleanups.push(() => gateway.close());
    return { gateway, port };
  }

  function aGrant(change: Partial<Grant> = {}): Grant {
    const now = Date.now();
    return { ids: ['token:t', 'account:7'], issuedAt: now, expiresAt: now + 3_600_000, accountId: 7, ...change };
  }

  function aPusher(port: number, { wsPath = '', grant = {} as Partial<Grant> } = {}): Pusher {
    const pusher = new Pusher(KEY, {
      wsHost: '127.0.0.1',
      wsPort: port,
      wsPath,
      forceTLS: false,
      enabledTransports: ['ws'],
      disableStats: true,
      cluster: '',
      channelAuthorization: {
        endpoint: '',
        transport: 'ajax',
        customHandler: ({ socketId, channelName: channel }, callback) => {
          const auth = signGrant(KEY, GRANT_KEY, { socketId, channel }, aGrant(grant));
          callback(null, { auth });
        },
      },
    });
    cleanups.push(() => pusher.disconnect());
    return pusher;
  }

  function subscribed(pusher: Pusher, name: string): Promise<Channel> {
    const channel = pusher.subscribe(name);
    return new Promise((resolve, reject) => {
      channel.bind('pusher:subscription_succeeded', () => resolve(channel));
      channel.bind('pusher:subscription_error', reject);
    });
  }

  /** A bare WebSocket with all that it gets. */
  async function aRawClient(port: number, path = `/app/${KEY}?protocol=7`) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
    const frames: { event: string; channel?: string; data: unknown }[] = [];
    socket.on('message', (text: Buffer) => frames.push(JSON.parse(text.toString()) as (typeof frames)[number]));
    socket.on('error', () => undefined);
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    cleanups.push(() => socket.terminate());
    await new Promise((resolve) => socket.once('message', resolve));
    return { socket, frames, closed, events: () => frames.map(({ event }) => event) };
  }

  function moved(assetId: number, seq: number): LastPosition {
    const position = { assetId, seq, json: JSON.stringify({ assetId, seq, name: 'Truck “7”' }) };
    void broker.publish([
      { kind: 'positions', accountKey: 'acme', positions: [{ ...position, receivedAt: Date.now() }] },
    ]);
    return position;
  }

  it('brings pusher-js the snapshot, then live positions and other events', async () => {
    const { port } = await aGateway();
    await positions.put(7, [moved(1, 3), moved(2, 8)]);
    const got: unknown[] = [];
    const channel = aPusher(port).subscribe(ACCOUNT);
    channel.bind('.location.updated', (data: unknown) => got.push(data));
    channel.bind('.status.changed', (data: unknown) => got.push(data));
    const name = 'Truck “7”';
    await eventually(() => expect(got).toEqual([[{ assetId: 1, seq: 3, name }, { assetId: 2, seq: 8, name }]]));
    moved(1, 4);
    const status = { id: 'e', accountKey: 'acme', assetId: 1, event: '.status.changed', data: '{"assetId":1}' };
    await broker.publish([{ kind: 'event', ...status }]);
    await eventually(() => expect(got.slice(1)).toEqual([{ assetId: 1, seq: 4, name }, { assetId: 1 }]));
  });

  it('serves the channels of an account and of an asset, on one connection and on several', async () => {
    const { port } = await aGateway();
    const got: string[] = [];
    const listen = (channel: Channel, who: string): unknown =>
      channel.bind('.location.updated', ({ assetId, seq }: LastPosition) => got.push(`${who} ${assetId}:${seq}`));
    const both = aPusher(port);
    listen(await subscribed(both, ACCOUNT), 'account');
    listen(await subscribed(both, assetChannel(2)), 'asset');
    listen(await subscribed(aPusher(port), assetChannel(2)), 'other');
    moved(1, 1);
    await eventually(() => expect(got).toContain('account 1:1'));
    moved(2, 1);
    await eventually(() => expect(got.slice(1).sort()).toEqual(['account 2:1', 'asset 2:1', 'other 2:1']));
  });

  it.each([
    ['', '..location.updated'],
    ['/plain', '.location.updated'],
  ])('brings Laravel Echo under %j what it listens to as %s', async (wsPath, event) => {
    const { port } = await aGateway();
    await positions.put(7, [moved(1, 1)]);
    const echo = new Echo({ broadcaster: 'pusher', key: KEY, client: aPusher(port, { wsPath }) });
    const got: unknown[] = [];
    echo.private('account.acme').listen(event, ({ seq }: LastPosition) => got.push(seq));
    await eventually(() => expect(got).toEqual([1]));
    moved(1, 2);
    await eventually(() => expect(got).toEqual([1, 2]));
  });

  it('sends channel data as a text, in the frame that the protocol demands', async () => {
    const { port } = await aGateway();
    const { socket, frames } = await aRawClient(port);
    const { socket_id: socketId } = JSON.parse(frames[0]?.data as string) as { socket_id: string };
    expect(socketId).toMatch(/^\d{1,20}\.\d{1,20}$/);
    const auth = signGrant(KEY, GRANT_KEY, { socketId, channel: ACCOUNT }, aGrant());
    socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel: ACCOUNT, auth } }));
    await eventually(() => expect(frames).toHaveLength(2));
    const { json } = moved(1, 1);
    await eventually(() => expect(frames).toHaveLength(3));
    expect(frames.slice(1)).toEqual([
      { event: 'pusher_internal:subscription_succeeded', channel: ACCOUNT, data: '{}' },
      { event: '.location.updated', channel: ACCOUNT, data: json },
    ]);
  });

  it.each([
    ['/app/nobody?protocol=7', 4001],
    ['/elsewhere?protocol=7', 4005],
    [`/app/${KEY}?protocol=x`, 4006],
    [`/app/${KEY}?protocol=3`, 4007],
    [`/app/${KEY}`, 4008],
  ])('refuses a connection to %s with an error and %i', async (path, code) => {
    const { port } = await aGateway();
    const { frames, closed } = await aRawClient(port, path);
    expect(await closed).toBe(code);
    expect(frames).toMatchObject([{ event: 'pusher:error', data: { code } }]);
  });

  it('tells the sender of a bad frame, and nobody else notices', async () => {
    const { port } = await aGateway();
    const witness = aPusher(port);
    const got: number[] = [];
    (await subscribed(witness, ACCOUNT)).bind('.location.updated', ({ seq }: LastPosition) => got.push(seq));
    const { socket, events } = await aRawClient(port);
    const bad = ['', 'null', '[]', '7', '{', '{"event":7}', '{"event":"pusher:subscribe"}', '{"event":"client-x"}'];
    for (const frame of bad) socket.send(frame);
    socket.send(Buffer.from([0, 1, 2]), { binary: true });
    socket.send('{"event":"pusher:subscribe","data":{"channel":7}}');
    socket.send('{"event":"pusher:ping"}');
    await eventually(() => expect(events().at(-1)).toBe('pusher:pong'));
    expect(events().filter((event) => event === 'pusher:error')).toHaveLength(bad.length + 2);
    moved(1, 1);
    await eventually(() => expect(got).toEqual([1]));
    expect(witness.connection.state).toBe('connected');
  });

  it('closes who sends a frame over the limit or invalid UTF-8', async () => {
    const { port } = await aGateway();
    const [large, garbled, witness] = [await aRawClient(port), await aRawClient(port), await aRawClient(port)];
    large.socket.send('x'.repeat(17 * 1024));
    garbled.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    await Promise.all([large.closed, garbled.closed]);
    witness.socket.send('{"event":"pusher:ping"}');
    await eventually(() => expect(witness.events()).toContain('pusher:pong'));
  });

  it('refuses a channel with an error on that channel, which Echo shows', async () => {
    const { port } = await aGateway();
    const echo = new Echo({ broadcaster: 'pusher', key: KEY, client: aPusher(port) });
    const status = await new Promise((resolve) => echo.private('other').error(resolve));
    expect(status).toMatchObject({ type: 'AuthError', status: 403 });
  });

  it('closes within a second who was authorised by what is revoked, and refuses it from then on', async () => {
    const { gateway, port } = await aGateway();
    const [revoked, other] = [aPusher(port), aPusher(port, { grant: { ids: ['token:u', 'account:7'] } })];
    const errors: unknown[] = [];
    revoked.connection.bind('error', (error: unknown) => errors.push(error));
    await Promise.all([subscribed(revoked, ACCOUNT), subscribed(other, ACCOUNT)]);
    gateway.revoke('token:t');
    await eventually(() => expect(revoked.connection.state).toBe('disconnected'), { timeoutMs: 1_000 });
    expect(JSON.stringify(errors)).toContain('4009');
    expect(other.connection.state).toBe('connected');
    await expect(subscribed(aPusher(port), ACCOUNT)).rejects.toMatchObject({ status: 401 });
  });

  it('ends a channel when its grant does', async () => {
    const { port } = await aGateway();
    const pusher = aPusher(port, { grant: { expiresAt: Date.now() + 700 } });
    await subscribed(pusher, ACCOUNT);
    await eventually(() => expect(pusher.connection.state).toBe('disconnected'), { timeoutMs: 2_000 });
  });

  it('closes with 4009 who authorises nothing in time', async () => {
    const { port } = await aGateway({ authoriseWithinMs: 500 });
    const busy = aPusher(port);
    await subscribed(busy, ACCOUNT);
    const { closed, frames } = await aRawClient(port);
    expect(await closed).toBe(4009);
    expect(frames.at(-1)).toMatchObject({ event: 'pusher:error', data: { code: 4009 } });
    expect(busy.connection.state).toBe('connected');
  });

  it('pings who is silent, and closes with 4201 who does not answer', async () => {
    const { port } = await aGateway({ activityTimeoutMs: 500, pongTimeoutMs: 500 });
    const alive = aPusher(port);
    await subscribed(alive, ACCOUNT);
    const dead = await aRawClient(port);
    const beating = await aRawClient(port);
    const beat = setInterval(() => beating.socket.ping(), 200);
    cleanups.push(() => clearInterval(beat));
    expect(await dead.closed).toBe(4201);
    expect(dead.events()).toEqual(['pusher:connection_established', 'pusher:ping', 'pusher:error']);
    expect(beating.events()).toEqual(['pusher:connection_established']);
    expect(alive.connection.state).toBe('connected');
  });

  it('closes a reader that is stuck, while the others get everything', async () => {
    const { port } = await aGateway();
    const witness = await subscribed(aPusher(port), ACCOUNT);
    let last = 0;
    witness.bind('.status.changed', ({ n }: { n: number }) => (last = n === last + 1 ? n : NaN));
    const stuck = await aRawClient(port);
    const { socket_id: socketId } = JSON.parse(stuck.frames[0]?.data as string) as { socket_id: string };
    const auth = signGrant(KEY, GRANT_KEY, { socketId, channel: ACCOUNT }, aGrant());
    stuck.socket.send(JSON.stringify({ event: 'pusher:subscribe', data: { channel: ACCOUNT, auth } }));
    await eventually(() => expect(stuck.frames).toHaveLength(2));
    stuck.socket.pause();
    const padding = 'x'.repeat(50_000);
    for (let n = 1; n <= 300; n++) {
      const data = JSON.stringify({ n, padding });
      await broker.publish([
        { kind: 'event', id: `n${n}`, accountKey: 'acme', assetId: 1, event: '.status.changed', data },
      ]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => expect(last).toBe(300));
    await eventually(async () =>
      expect(await metrics.registry.metrics()).toMatch(/yipii_gateway_closes_total\{code="1006"\} [1-9]/),
    );
    expect(stuck.frames.length).toBeLessThan(300);
  });

  it('sends clients away with 4100 and takes no new ones when it drains', async () => {
    const { gateway, port } = await aGateway();
    const clients = await Promise.all(Array.from({ length: 5 }, () => aRawClient(port)));
    gateway.stopListening();
    await gateway.drain();
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([4100, 4100, 4100, 4100, 4100]);
    const refused = await new Promise<string>((resolve) => {
      connect(port, '127.0.0.1', () => resolve('connected')).on('error', () => resolve('refused'));
    });
    expect(refused).toBe('refused');
  });

  it('does not share a port with another, and names the variable to set', async () => {
    const { port } = await aGateway();
    await expect(aGateway({ port })).rejects.toThrow(PortTaken);
    await expect(aGateway({ port })).rejects.toThrow('GATEWAY_PORT');
  });

  it('answers plain HTTP with 426', async () => {
    const { port } = await aGateway();
    const answer = await new Promise<IncomingMessage>((resolve) =>
      get({ host: '127.0.0.1', port, path: `/app/${KEY}`, agent: false }, resolve),
    );
    answer.resume();
    expect(answer.statusCode).toBe(426);
  });

  it('counts down to nothing when all are gone', async () => {
    const { port } = await aGateway();
    const pusher = aPusher(port);
    await subscribed(pusher, ACCOUNT);
    expect(await metrics.registry.metrics()).toMatch(/yipii_gateway_subscriptions [1-9]/);
    pusher.disconnect();
    await eventually(async () => {
      const text = await metrics.registry.metrics();
      expect(text).toContain('yipii_gateway_connections 0');
      expect(text).toContain('yipii_gateway_subscriptions 0');
    });
  });
});
