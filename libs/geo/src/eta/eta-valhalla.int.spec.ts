import { ValhallaFixture } from '@yipii/testing';
import { ValhallaRouter } from '../routing/router.valhalla';
import { gothenburgStreets } from '../streets/gothenburg';
import { buildNetwork } from '../streets/street-network';
import { tryDrives } from './eta-trial.fixture';

describe('arrival times of 200 drives at the speeds of Valhalla', () => {
  const streets = gothenburgStreets();
  let valhalla: ValhallaFixture;

  beforeAll(async () => {
    valhalla = await ValhallaFixture.start(streets);
  });
  afterAll(() => valhalla.close());

  it('are off by 15 % of the remaining time at most in half of the last 15 minutes, and jump only with a cause', async () => {
    const router = new ValhallaRouter({ url: valhalla.server.url, timeoutMs: 10_000 });
    const trial = await tryDrives({
      network: buildNetwork(streets),
      drivers: router,
      router,
      count: 200,
      detours: 0,
      seed: 11,
    });
    expect(trial.medianError).toBeLessThan(0.15);
    expect(trial.unexplained).toBe(0);
  }, 240_000);
});
