import Echo from 'laravel-echo';
import type { Channel } from 'pusher-js';
import type { LastPosition } from '@yipii/live';
import { assetChannel } from '@yipii/protocol';
import { eventually, unrefPusherTimers } from '@yipii/testing';
import { ACCOUNT, APP_KEY, GatewayScenario, SOCKET_SERVERS, subscribed } from './gateway-scenario.fixture';

describe.each(SOCKET_SERVERS)('the streams of the gateway on %s', (_, open) => {
  let live: GatewayScenario;

  beforeAll(unrefPusherTimers);
  beforeEach(async () => (live = await GatewayScenario.start(open)));
  afterEach(() => live.stop());

  it('deliver the snapshot to pusher-js, then live positions and other events', async () => {
    await live.moved(1, 3);
    await live.moved(2, 8);
    const got: unknown[] = [];
    const channel = live.pusher().subscribe(ACCOUNT);
    channel.bind('.location.updated', (data: unknown) => got.push(data));
    channel.bind('.status.changed', (data: unknown) => got.push(data));
    const name = 'Truck “7”';
    const snapshot = [
      { assetId: 1, seq: 3, name },
      { assetId: 2, seq: 8, name },
    ];
    await eventually(() => expect(got).toEqual([snapshot]));
    await live.moved(1, 4);
    await live.happened('e', { assetId: 1 });
    await eventually(() => expect(got.slice(1)).toEqual([{ assetId: 1, seq: 4, name }, { assetId: 1 }]));
  });

  it('are those of an account and of an asset, on one connection and on several', async () => {
    const got: string[] = [];
    const listen = (channel: Channel, who: string): unknown =>
      channel.bind('.location.updated', ({ assetId, seq }: LastPosition) =>
        got.push(`${who} ${assetId}:${seq}`),
      );
    const both = live.pusher();
    listen(await subscribed(both, ACCOUNT), 'account');
    listen(await subscribed(both, assetChannel(2)), 'asset');
    listen(await subscribed(live.pusher(), assetChannel(2)), 'other');
    await live.moved(1, 1);
    await eventually(() => expect(got).toEqual(['account 1:1']));
    await live.moved(2, 1);
    await eventually(() => expect(got.slice(1).sort()).toEqual(['account 2:1', 'asset 2:1', 'other 2:1']));
  });

  it.each([
    ['', '..location.updated'],
    ['/plain', '.location.updated'],
  ])('under %j bring Laravel Echo what it listens to as %s', async (wsPath, event) => {
    await live.moved(1, 1);
    const echo = new Echo({ broadcaster: 'pusher', key: APP_KEY, client: live.pusher(wsPath) });
    const got: unknown[] = [];
    echo.private('account.acme').listen(event, ({ seq }: LastPosition) => got.push(seq));
    await eventually(() => expect(got).toEqual([1]));
    await live.moved(1, 2);
    await eventually(() => expect(got).toEqual([1, 2]));
  });

  it('carry data as a string', async () => {
    const client = await live.rawClient();
    expect(client.socketId).toMatch(/^\d{1,20}\.\d{1,20}$/);
    client.subscribe(ACCOUNT);
    await eventually(() => expect(client.frames).toHaveLength(2));
    const { json } = await live.moved(1, 1);
    await eventually(() => expect(client.frames).toHaveLength(3));
    expect(client.frames.slice(1)).toEqual([
      { event: 'pusher_internal:subscription_succeeded', channel: ACCOUNT, data: '{}' },
      { event: '.location.updated', channel: ACCOUNT, data: json },
    ]);
  });

  it('are closed to a reader that is stuck, while the others get everything', async () => {
    const witness = await subscribed(live.pusher(), ACCOUNT);
    let last = 0;
    witness.bind('.status.changed', ({ n }: { n: number }) => (last = n === last + 1 ? n : NaN));
    const stuck = await live.rawClient();
    stuck.subscribe(ACCOUNT);
    await eventually(() => expect(stuck.frames).toHaveLength(2));
    stuck.socket.pause();
    const padding = 'x'.repeat(50_000);
    for (let n = 1; n <= 300; n++) {
      await live.happened(`n${n}`, { n, padding });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await eventually(() => expect(last).toBe(300));
    await eventually(async () =>
      expect(await live.metrics.registry.metrics()).toContain(
        'yipii_gateway_closes_total{code="1006",cause="slow"} 1',
      ),
    );
    expect(stuck.frames.length).toBeLessThan(300);
  });

  it('are counted down to zero when all clients have left', async () => {
    const pusher = live.pusher();
    await subscribed(pusher, ACCOUNT);
    const text = (): Promise<string> => live.metrics.registry.metrics();
    expect(await text()).toMatch(/yipii_gateway_subscriptions 1\n/);
    pusher.disconnect();
    await eventually(async () => {
      expect(await text()).toMatch(/yipii_gateway_connections 0\n/);
      expect(await text()).toMatch(/yipii_gateway_subscriptions 0\n/);
    });
  });
});
