import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EmbeddedPostgres } from '@yipii/persistence';
import { eventually, freePort } from '@yipii/testing';
import { AppProcess, endLeftovers } from '../support/app-process';
import { compareHistory, historyIds } from '../support/history';
import { accessToken, disconnectClients, LiveClient } from '../support/live-client';
import { seedFleet } from '../support/seed-fleet';
import { SimulatorRun } from '../support/simulator-run';

const VEHICLES = 20;
const RATE = 300;
/** pusher-js lengthens the pauses between its tries while nobody listens. */
const RECONNECTED_MS = 45_000;

describe('standalone, killed with -9 under load', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-crash-'));
  const dataDir = path.join(folder, 'data');
  chmodSync(folder, 0o755);
  const postgres = () => EmbeddedPostgres.start({ dataDir: path.join(dataDir, 'postgres') });
  afterAll(async () => {
    disconnectClients();
    await endLeftovers();
    // After a failed test the server of the killed process still runs.
    await (await postgres()).stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('neither loses nor duplicates what it acknowledged, and the stream only moves forward', async () => {
    const [api, gateway, teltonika] = [await freePort(), await freePort(), await freePort()];
    const env = {
      DATA_DIR: dataDir,
      DEMO: 'off',
      API_PORT: String(api),
      GATEWAY_PORT: String(gateway),
      INGESTION_PORTS: `teltonika:${teltonika}`,
    };
    let app = await AppProcess.start('standalone', env);
    // The database server of the running process: it is adopted, not started.
    const { url } = await postgres();
    const fleet = await seedFleet(url, VEHICLES);
    const base = `http://127.0.0.1:${api}`;
    const token = await accessToken(base, fleet.oauth);
    const key = appKey(dataDir);
    const client = new LiveClient({ api: base, token, key, wsPort: gateway });
    await client.subscribe(`private-account.${fleet.accountKey}`);
    const simulator = SimulatorRun.start({
      port: teltonika,
      vehicles: VEHICLES,
      rate: RATE,
      ledger: path.join(folder, 'ledger.jsonl'),
    });

    await eventually(() => expect(client.positions.length).toBeGreaterThan(RATE * 2), {
      timeoutMs: RECONNECTED_MS,
    });
    await app.end('SIGKILL');
    const killedAt = client.positions.length;
    app = await AppProcess.start('standalone', env);
    await eventually(() => expect(client.positions.length).toBeGreaterThan(killedAt + RATE * 2), {
      timeoutMs: RECONNECTED_MS,
    });

    const summary = await simulator.finish();
    const acknowledged = simulator.acknowledged();
    expect(acknowledged.size).toBe(summary.acknowledged);
    const result = await eventually(async () => {
      const difference = compareHistory(acknowledged, await historyIds(url));
      if (difference.missing.length > 0)
        throw new Error(`${difference.missing.length} of ${acknowledged.size} are missing`);
      return difference;
    });
    expect(result).toEqual({ missing: [], twice: 0, unacknowledged: [] });
    expect(client.backwards).toEqual([]);
    expect(client.positions.some(({ status }) => status === 'offline')).toBe(false);
    // First: pusher-js starts two retry timers when a server closes, and forgets one of them.
    client.disconnect();
    expect(await app.end('SIGTERM')).toBe(0);
  }, 150_000);
});

function appKey(dataDir: string): string {
  const secrets = JSON.parse(readFileSync(path.join(dataDir, 'secrets.json'), 'utf8')) as { appKey: string };
  return secrets.appKey;
}
