import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Server, encodeOsmPbf, freePort, gothenburgStreets, valhallaServer } from '@yipii/testing';
import { ValhallaRouter } from '../routing/router.valhalla';
import { buildNetwork } from '../streets/street-network';
import { tryDrives } from './eta-trial.fixture';

describe('arrival times of 200 drives at the speeds of Valhalla', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'yipii-valhalla-'));
  const streets = gothenburgStreets();
  let server: Server;

  beforeAll(async () => {
    const extract = path.join(folder, 'gothenburg.osm.pbf');
    writeFileSync(extract, encodeOsmPbf(streets));
    server = await new Server(valhallaServer(extract), path.join(folder, 'server'), await freePort()).start();
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('are off by 15 % of the remaining time at most in half of the last 15 minutes, and jump only with a cause', async () => {
    const router = new ValhallaRouter({ url: server.url, timeoutMs: 10_000 });
    const trial = await tryDrives({
      network: buildNetwork(streets),
      drivers: router,
      router,
      count: 200,
      detours: 0,
    });
    expect(trial.medianError).toBeLessThan(0.15);
    expect(trial.unexplained).toBe(0);
  }, 240_000);
});
