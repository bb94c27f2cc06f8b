import { AppProcess, endLeftovers } from '../support/app-process';
import { gatewaySuite } from './gateway.suite';

afterAll(endLeftovers);

describe.each(['uws', 'ws'])('on %s', (sockets) => {
  gatewaySuite('one node', async (app) => {
    const env = {
      PORT: '0',
      METRICS_PORT: '0',
      GATEWAY_SOCKETS: sockets,
      PUSHER_APPS: JSON.stringify([app]),
    };
    const node = await AppProcess.start('gateway', env);
    return { ports: [node.port('websocket')], stop: () => node.end('SIGTERM') };
  });
});
