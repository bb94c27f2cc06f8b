import { channelAuthText, hmac } from '@yipii/protocol';
import { eventually } from '@yipii/testing';
import { GatewayScenario, SOCKET_SERVERS } from './gateway-scenario.fixture';
import { APP } from './namespaces/namespace-nodes.fixture';

describe.each(SOCKET_SERVERS)('frames of a Pusher app, on %s', (_, open) => {
  let live: GatewayScenario;

  beforeEach(async () => (live = await GatewayScenario.start(open, {}, [APP])));
  afterEach(() => live.stop());

  it('are counted under its id', async () => {
    const [one, other] = [await client(), await client()];
    const data = JSON.stringify({ event: 'client-x', channel: 'private-c', data: {} });
    one.socket.send(data);
    await eventually(() => expect(other.events).toContain('client-x'));
    const page = await live.metrics.registry.metrics();
    expect(page).toContain(`yipii_gateway_frames_published_total{app="${APP.id}"}`);
    expect(page).toContain(`yipii_gateway_frames_delivered_total{app="${APP.id}"}`);
  });

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
