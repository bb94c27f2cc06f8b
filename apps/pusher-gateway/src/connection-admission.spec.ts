import { eventually, unrefPusherTimers } from '@yipii/testing';
import { WebSocket } from 'ws';
import type { Environment } from '@yipii/platform';
import { hmac, httpAuthText } from '@yipii/protocol';
import type { PusherApp } from './apps/pusher-app';
import { ACCOUNT, APP_KEY, GatewayScenario, SOCKET_SERVERS, subscribed } from './gateway-scenario.fixture';
import { APP } from './namespaces/namespace-nodes.fixture';

function signedPath({ key, secret }: PusherApp, path: string): string {
  const seconds = String(Math.floor(Date.now() / 1_000));
  const query = new URLSearchParams({ auth_key: key, auth_timestamp: seconds, auth_version: '1.0' });
  query.set('auth_signature', hmac(secret, httpAuthText('GET', path, query)));
  return `${path}?${query.toString()}`;
}

describe.each(SOCKET_SERVERS)('a connection to the gateway on %s', (_, open) => {
  let live: GatewayScenario;
  const start = async (env: Environment): Promise<GatewayScenario> =>
    (live = await GatewayScenario.start(open, env, [APP]));

  beforeAll(unrefPusherTimers);
  afterEach(() => live.stop());

  /** The status of an upgrade that is refused, with its headers. */
  function refusal(): Promise<{ status: number | undefined; headers: Record<string, unknown> }> {
    const socket = new WebSocket(`ws://127.0.0.1:${live.port}/app/${APP_KEY}?protocol=7`);
    return new Promise((resolve, reject) => {
      socket.on('unexpected-response', (request, { statusCode, headers }) => {
        request.destroy();
        resolve({ status: statusCode, headers });
      });
      socket.on('open', () => reject(new Error('the connection was taken')));
      socket.on('error', () => undefined);
    });
  }

  it('is refused with 429 to an address at its limit, until one of its connections has a fleet channel', async () => {
    await start({ GATEWAY_MAX_CONNECTIONS_PER_IP: '2' });
    const [first] = [await live.rawClient(), await live.rawClient()];
    expect(await refusal()).toMatchObject({
      status: 429,
      headers: { 'retry-after': expect.any(String) as string, 'x-ratelimit-limit': '2' },
    });
    first.subscribe(ACCOUNT);
    await eventually(() => expect(first.events).toContain('pusher_internal:subscription_succeeded'));
    await live.rawClient();
    expect((await refusal()).status).toBe(429);
    first.socket.terminate();
  });

  it('refuses a fleet channel to an account that has enough connections', async () => {
    await start({ GATEWAY_MAX_CONNECTIONS_PER_ACCOUNT: '1' });
    await subscribed(live.pusher(), ACCOUNT);
    await expect(subscribed(live.pusher(), ACCOUNT)).rejects.toMatchObject({ status: 429 });
  });

  it('answers 429 to subscriptions that fail too often, and takes those that are right', async () => {
    await start({ GATEWAY_FAILED_AUTHENTICATIONS_PER_MINUTE: '3' });
    const client = await live.rawClient();
    for (let i = 0; i < 4; i++) {
      const data = { channel: ACCOUNT, auth: `${APP_KEY}:guess-${i}` };
      client.socket.send(JSON.stringify({ event: 'pusher:subscribe', data }));
    }
    const answers = (): number[] =>
      client.frames
        .filter(({ event }) => event === 'pusher:subscription_error')
        .map(({ data }) => (data as { status: number }).status);
    await eventually(() => expect(answers()).toEqual([401, 401, 401, 429]));
    await subscribed(live.pusher(), ACCOUNT);
    client.subscribe(ACCOUNT);
    await eventually(() => expect(client.events).toContain('pusher_internal:subscription_succeeded'));
  });

  it('answers 429 to calls of the HTTP API that fail too often, and takes those that are right', async () => {
    await start({ GATEWAY_FAILED_AUTHENTICATIONS_PER_MINUTE: '2' });
    const call = (secret: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${live.port}${signedPath({ ...APP, secret }, `/apps/${APP.id}/channels`)}`);
    expect([await call('no'), await call('no')].map(({ status }) => status)).toEqual([401, 401]);
    const { status, headers } = await call('no');
    expect(status).toBe(429);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
    expect(headers.get('x-ratelimit-limit')).toBe('2');
    expect((await call(APP.secret)).status).toBe(200);
  });

  it('answers 503 to clients that connect too fast', async () => {
    await start({ GATEWAY_ACCEPT_RATE: '1' });
    await live.rawClient();
    expect(await refusal()).toMatchObject({
      status: 503,
      headers: { 'retry-after': expect.any(String) as string },
    });
  });

  it('refuses clients beyond the node’s capacity, to come back elsewhere', async () => {
    await start({ GATEWAY_MAX_CONNECTIONS: '1' });
    await live.rawClient();
    const { closed } = await live.rawClient();
    expect(await closed).toBe(4100);
  });

  it('refuses clients and HTTP calls without TLS', async () => {
    await start({ GATEWAY_REQUIRE_TLS: 'true' });
    const { closed } = await live.rawClient();
    expect(await closed).toBe(4000);
    const { status, headers } = await fetch(`http://127.0.0.1:${live.port}/apps/1/channels`);
    expect([status, headers.get('x-content-type-options')]).toEqual([403, 'nosniff']);
  });

  it('answers a flood with 4301, and closes with 4100 if it continues', async () => {
    await start({ GATEWAY_MAX_FRAMES_PER_SECOND: '5', GATEWAY_FRAMES_BURST: '5' });
    const client = await live.rawClient();
    let sent = 0;
    const flood = setInterval(() => {
      for (let i = 0; i < 5; i++, sent++) client.socket.send('{"event":"pusher:ping"}');
    }, 50);
    expect(await client.closed).toBe(4100);
    clearInterval(flood);
    const codes = client.frames
      .filter(({ event }) => event === 'pusher:error')
      .map(({ data }) => (data as { code: number }).code);
    expect(new Set(codes)).toEqual(new Set([4301, 4100]));
    expect(codes.length).toBeLessThan(sent / 10);
  });
});
