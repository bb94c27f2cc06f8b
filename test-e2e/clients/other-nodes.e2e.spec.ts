import { gatewaySuite } from '../gateway/gateway.suite';
import { AppProcess, endLeftovers } from '../support/app-process';
import { nodeProgram } from './client-libraries';

afterAll(endLeftovers);

// uWebSockets.js has no binary for it: the gateway takes ws by itself, and says so.
describe('on Node 24', () => {
  gatewaySuite('one node with ws', async (app) => {
    const env = { PORT: '0', PUSHER_APPS: JSON.stringify([app]) };
    const gateway = AppProcess.spawn('gateway', env, { node: await nodeProgram(24) });
    await gateway.ready();
    expect(gateway.lines.join('\n')).toContain('uWebSockets.js is not available here, using ws');
    return { ports: [gateway.port('websocket')], stop: () => gateway.end('SIGTERM') };
  });
});
