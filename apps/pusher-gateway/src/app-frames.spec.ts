import type { Environment } from '@yipii/platform';
import { bodyMd5, channelAuthText, hmac, httpAuthText } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { GatewayScenario, SOCKET_SERVERS } from './gateway-scenario.fixture';
import { APP } from './namespaces/namespace-nodes.fixture';

describe.each(SOCKET_SERVERS)('frames of a Pusher app, on %s', (_, open) => {
  let live: GatewayScenario;

  const start = async (env?: Environment) => (live = await GatewayScenario.start(open, env, [APP]));

  afterEach(() => live.stop());

  it('are counted under its id', async () => {
    await start();
    const [one, other] = [await client(), await client()];
    const data = JSON.stringify({ event: 'client-x', channel: 'private-c', data: {} });
    one.socket.send(data);
    await eventually(() => expect(other.events).toContain('client-x'));
    const page = await live.metrics.registry.metrics();
    expect(page).toContain(`yipii_gateway_frames_published_total{app="${APP.id}"}`);
    expect(page).toContain(`yipii_gateway_frames_delivered_total{app="${APP.id}"}`);
  });

  it('are as large as GATEWAY_MAX_EVENT_BYTES says, and so are bodies of its HTTP API', async () => {
    await start({ GATEWAY_MAX_EVENT_BYTES: '400000' });
    const [one, other] = [await client(), await client()];
    const data = JSON.stringify('x'.repeat(390_000));
    one.socket.send(`{"event":"client-x","channel":"private-c","data":${data}}`);
    await eventually(() => expect(other.events.at(-1)).toBe('client-x'));
    expect(await published(data)).toBe(200);
    await eventually(() => expect(other.events.at(-1)).toBe('x'));
    expect(await published(JSON.stringify('x'.repeat(400_000)))).toBe(413);
  });

  async function published(data: string): Promise<number> {
    const path = `/apps/${APP.id}/events`;
    const body = JSON.stringify({ name: 'x', channel: 'private-c', data });
    const query = new URLSearchParams({
      ...{ auth_key: APP.key, auth_timestamp: String(Math.floor(Date.now() / 1000)), auth_version: '1.0' },
      body_md5: bodyMd5(Buffer.from(body)),
    });
    query.set('auth_signature', hmac(APP.secret, httpAuthText('POST', path, query)));
    return (await fetch(`http://127.0.0.1:${live.port}${path}?${query.toString()}`, { method: 'POST', body }))
      .status;
  }

  async function client() {
    const raw = await live.rawClient({ path: `/app/${APP.key}?protocol=7` });
    raw.socket.send(
      JSON.stringify({
        event: 'pusher:subscribe',
        data: { channel: 'private-c', auth: `${APP.key}:${signature(raw.socketId)}` },
      }),
    );
    await eventually(() => expect(raw.events).toContain('pusher_internal:subscription_succeeded'));
    return raw;
  }
});

function signature(socketId: string): string {
  return hmac(APP.secret, channelAuthText(socketId, 'private-c'));
}
