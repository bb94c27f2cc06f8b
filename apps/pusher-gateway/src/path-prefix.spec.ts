import type { Environment } from '@yipii/platform';
import { bodyMd5, hmac, httpAuthText } from '@yipii/protocol';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import { ACCOUNT, GatewayScenario, SOCKET_SERVERS, subscribed } from './gateway-scenario.fixture';
import { APP } from './namespaces/namespace-nodes.fixture';

const PREFIX = '/ws';
const BODY = JSON.stringify({ name: 'news', channel: 'c', data: '{}' });
const ENV: Environment = { GATEWAY_PATH_PREFIX: PREFIX };

describe.each(SOCKET_SERVERS)('a gateway below a path, on %s', (_, open) => {
  let live: GatewayScenario;

  beforeAll(unrefPusherTimers);
  beforeEach(async () => (live = await GatewayScenario.start(open, ENV, [APP])));
  afterEach(() => live.stop());

  it('serves clients with and without the path', async () => {
    for (const wsPath of [PREFIX, `${PREFIX}/plain`, '']) await subscribed(live.pusher(wsPath), ACCOUNT);
    const lost = await live.rawClient({ path: '/other/app/key?protocol=7' });
    expect(await lost.closed).toBe(4005);
  });

  it.each([
    [`${PREFIX}/apps/${APP.id}/events`, `${PREFIX}/apps/${APP.id}/events`],
    [`${PREFIX}/apps/${APP.id}/events`, `/apps/${APP.id}/events`],
    [`/apps/${APP.id}/events`, `${PREFIX}/apps/${APP.id}/events`],
    [`/apps/${APP.id}/events`, `/apps/${APP.id}/events`],
  ])('accepts a call of %s that was signed as %s', async (path, signed) => {
    expect(await post(path, signed)).toBe(200);
  });

  it('refuses a call that was signed for another path', async () => {
    expect(await post(`/apps/${APP.id}/events`, `/apps/${APP.id}/batch_events`)).toBe(401);
  });

  async function post(path: string, signed: string): Promise<number> {
    const query = new URLSearchParams({
      ...{ auth_key: APP.key, auth_timestamp: String(Math.floor(Date.now() / 1000)), auth_version: '1.0' },
      body_md5: bodyMd5(Buffer.from(BODY)),
    });
    query.set('auth_signature', hmac(APP.secret, httpAuthText('POST', signed, query)));
    const url = `http://127.0.0.1:${live.port}${path}?${query.toString()}`;
    return (await fetch(url, { method: 'POST', body: BODY })).status;
  }

  it('delivers published events to its subscribers', async () => {
    const client = await live.rawClient({ path: `${PREFIX}/app/${APP.key}?protocol=7&version=` });
    client.socket.send('{"event":"pusher:subscribe","data":{"channel":"c"}}');
    await eventually(() => expect(client.events).toContain('pusher_internal:subscription_succeeded'));
    await post(`${PREFIX}/apps/${APP.id}/events`, `${PREFIX}/apps/${APP.id}/events`);
    await eventually(() => expect(client.events.at(-1)).toBe('news'));
  });
});
