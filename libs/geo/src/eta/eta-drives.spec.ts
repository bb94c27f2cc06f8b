import { StreetRouter } from '../routing/router.streets';
import { gothenburgStreets } from '../streets/gothenburg';
import { buildNetwork } from '../streets/street-network';
import { tryDrives } from './eta-trial.fixture';
import { seededRandom } from './simulated-drive.fixture';

/** All of them take a minute here, so `npm test` drives some and `ETA=full` (`npm run check:full`) all. */
const isFull = process.env.ETA === 'full';
const SHARE = isFull ? 1 : 0.2;

describe('arrival times of drives through Gothenburg', () => {
  const streets = gothenburgStreets();
  const network = buildNetwork(streets);
  const router = new StreetRouter(network);

  it('are off by 15 % of the remaining time at most in half of the last 15 minutes, and jump only with a cause', async () => {
    const count = 200 * SHARE;
    const trial = await tryDrives({ network, drivers: router, router, count, detours: 0, seed: 11 });
    // Of so few the median depends on which they are.
    expect(trial.medianError).toBeLessThan(isFull ? 0.15 : 0.18);
    expect(trial.unexplained).toBe(0);
    expect(trial.medianMinutes).toBeGreaterThan(15);
    // One for the start, one each ten minutes, and where the first was on the wrong carriageway.
    expect(trial.routesPerDrive).toBeLessThan(4);
  });

  it('are so, too, where each street is driven up to 20 % faster or slower than the router thinks', async () => {
    const random = seededRandom(3);
    const asDriven = streets.map((street) => ({
      ...street,
      speedLimit: Math.round((street.speedLimit ?? 45) * (0.8 + 0.4 * random())),
    }));
    const drivers = new StreetRouter(buildNetwork(asDriven));
    const trial = await tryDrives({ network, drivers, router, count: 30 * SHARE, detours: 0, seed: 11 });
    expect(trial.medianError).toBeLessThan(0.2);
    expect(trial.unexplained).toBe(0);
  });

  it('are soon right again after a detour', async () => {
    const trial = await tryDrives({
      network,
      drivers: router,
      router,
      count: 30 * SHARE,
      detours: 1,
      seed: 11,
    });
    expect(trial.medianError).toBeLessThan(0.2);
    expect(trial.unexplained).toBe(0);
    expect(trial.explained).toBeGreaterThan(15 * SHARE);
  });
});
