import { simulateDay } from '@yipii/simulator';
import { alertsOfDay } from './alerts-of-day';
import { compareAlerts } from './compare-alerts';
import { FENCE_IDS, TOWN, TOWN_RULES, TOWN_WATCH } from './town-rules';

const START = Date.UTC(2026, 5, 1);
const DAY_MS = 86_400_000;
/** ALERT_DAY=full: the whole fleet, and five more days. */
const IS_FULL = process.env.ALERT_DAY === 'full';
const SEEDS = IS_FULL ? [20261124, 1, 2, 3, 4, 5] : [20261124];
const VEHICLES = IS_FULL ? 50 : 12;

describe('a day of a fleet with all that goes wrong', () => {
  it.each(SEEDS)(
    'has the alerts of what really happened, none missing, none extra, none twice (seed %d)',
    async (seed) => {
      const day = simulateDay({ vehicles: VEHICLES, seed, start: START, watch: TOWN_WATCH });
      const assets = await alertsOfDay(day, TOWN_RULES, TOWN, START + DAY_MS);
      const compared = day.vehicles.map((vehicle) => {
        const asset = assets.get(vehicle.assetId);
        if (!asset) throw new Error('each vehicle reports');
        return compareAlerts(vehicle, asset, FENCE_IDS);
      });
      const sum = (of: 'alerts' | 'doubtful') => compared.reduce((total, one) => total + one[of], 0);
      if (IS_FULL)
        process.stdout.write(`seed ${seed}: ${sum('alerts')} alerts, ${sum('doubtful')} doubtful\n`);
      expect(compared.flatMap(({ differences }) => differences)).toEqual([]);
      expect(sum('alerts')).toBeGreaterThan(VEHICLES * 10);
    },
  );
});
