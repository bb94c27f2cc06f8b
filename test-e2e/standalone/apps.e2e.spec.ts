import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gatewaySuite } from '../gateway/gateway.suite';
import { AppProcess, endLeftovers } from '../support/app-process';

const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-apps-'));

beforeAll(() => chmodSync(folder, 0o755));
afterAll(async () => {
  await endLeftovers();
  rmSync(folder, { recursive: true, force: true });
});

gatewaySuite('in standalone', async (app) => {
  const standalone = await AppProcess.start('standalone', {
    ...{ API_PORT: '0', GATEWAY_PORT: '0', INGESTION_PORTS: 'teltonika:0' },
    ...{ DATA_DIR: path.join(folder, 'data'), DEMO: 'off', PUSHER_APPS: JSON.stringify([app]) },
  });
  return { ports: [standalone.port('websocket')], stop: () => standalone.end('SIGTERM') };
});
