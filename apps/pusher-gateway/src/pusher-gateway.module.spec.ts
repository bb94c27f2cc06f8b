import { HttpConfig, ListeningPorts, LiveConfig, RunningApp } from '@yipii/platform';
import { signGrant, topics, type PositionEnriched } from '@yipii/protocol';
import {
  aLocation,
  anAlert,
  eventually,
  InMemoryConsumers,
  InMemoryLog,
  inMemoryServers,
  unrefPusherTimers,
} from '@yipii/testing';
import Pusher from 'pusher-js';
import { GATEWAY_CONFIGS } from './gateway-node.module';
import { PusherGatewayModule } from './pusher-gateway.module';

const GRANT_KEY = 'a-secret-of-the-tests-that-is-long-enough';
const ENV = {
  GATEWAY_PORT: '0',
  METRICS_PORT: '0',
  LIVE_APP_KEY: 'key',
  GRANT_KEYS: GRANT_KEY,
  LOG_LEVEL: 'silent',
};

function anApp(env: Record<string, string> = {}) {
  const log = new InMemoryLog();
  const start = jest.spyOn(InMemoryConsumers.prototype, 'start');
  const modules = [inMemoryServers(log), PusherGatewayModule];
  const app = new RunningApp(
    { name: 'gateway', modules, configs: [LiveConfig, HttpConfig, ...GATEWAY_CONFIGS] },
    { ...ENV, ...env },
  );
  const running = app.start();
  return {
    app,
    log,
    running,
    topics: () => start.mock.calls.map(([{ topic, group }]) => `${group} ${topic.name}`),
  };
}

const aMove: PositionEnriched = {
  deviceId: 1,
  protocol: 'teltonika',
  valid: true,
  unstreamed: null,
  location: aLocation({ assetId: 5 }),
};

describe('the gateway', () => {
  beforeAll(unrefPusherTimers);

  it('delivers positions and alerts from their topics to pusher-js, and ends access that is revoked', async () => {
    const { app, log, running, topics: read } = anApp();
    const port = (await running).get(ListeningPorts).get('websocket') ?? 0;
    expect(read().sort()).toEqual([
      'gateway access.revoked.v1',
      'gateway link.changed.v1',
      'gateway registry.changed.v1',
      'gateway-fanin alert.triggered.v1',
      'gateway-fanin link.location.v1',
      'gateway-fanin position.enriched.v1',
      'gateway-fanin status.changed.v1',
    ]);
    const now = Date.now();
    const kinds = ['positions', 'alerts'] as const;
    const grant = { ids: ['token:t'], issuedAt: now, expiresAt: now + 60_000, accountId: 7, kinds };
    const pusher = new Pusher('key', {
      ...{ wsHost: '127.0.0.1', wsPort: port, forceTLS: false, enabledTransports: ['ws'], cluster: '' },
      channelAuthorization: {
        ...{ endpoint: '', transport: 'ajax' },
        customHandler: ({ socketId, channelName: channel }, callback) =>
          callback(null, { auth: signGrant('key', GRANT_KEY, { socketId, channel }, grant) }),
      },
    });
    const got: unknown[] = [];
    pusher.subscribe('private-account.acme').bind('.location.updated', (data: unknown) => got.push(data));
    await log.publish(topics.positionEnriched, [{ key: '5', event: aMove, account: { id: 7, key: 'acme' } }]);
    await eventually(() => expect(got).toEqual([aMove.location]));

    const alert = anAlert({ type: 'alert.cleared' });
    const cleared: unknown[] = [];
    pusher.channel('private-account.acme').bind('.alert.cleared', (data: unknown) => cleared.push(data));
    await log.publish(topics.alertTriggered, [{ key: '5', event: alert, account: { id: 7, key: 'acme' } }]);
    await eventually(() => expect(cleared).toEqual([alert.data]));

    const revoked = { kind: 'token', id: 't', reason: 'test', at: '2026-11-23T15:04:05.000Z' } as const;
    await log.publish(topics.accessRevoked, [{ key: 't', event: revoked }]);
    await eventually(() => expect(pusher.connection.state).toBe('disconnected'));
    pusher.disconnect();
    await app.stop();
  });

  it.each(['sockets', 'fanin'])('alone can not be only %s', async (role) => {
    const { app, running } = anApp({ GATEWAY_ROLE: role });
    await expect(running).rejects.toThrow('GATEWAY_ROLE');
    await app.stop();
  });
});
