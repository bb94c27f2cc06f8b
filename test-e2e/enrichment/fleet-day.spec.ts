import { simulateDay, type DayVehicle, type VehicleTruth } from '@yipii/simulator';
import { compareWithTruth, type TOLERANCES } from './compare-with-truth';
import { asReceived } from '../../apps/enrichment/src/positions/scenario';
import { EnrichedDay } from './enrich-day';

const DAY_MS = 86_400_000;

/** REPLAY=full: more days. */
const IS_FULL = process.env.REPLAY === 'full';
const SEEDS = [1, 2, 6, 8];
const MORE_SEEDS = [3, 4, 7, 10, 11];

const aDay = (seed: number) => simulateDay({ vehicles: 50, seed, start: Date.UTC(2026, 5, 1) });

describe('a day of a fleet with all that goes wrong', () => {
  const day = aDay(20261124);
  const enriched = new EnrichedDay();
  beforeAll(() => enriched.run(day.frames.map(asReceived)));

  it('comes to the trips, stops, kilometres and statuses that really were', () => {
    const differences = day.vehicles.flatMap((vehicle) =>
      compareWithTruth(enriched.resultOf(vehicle.assetId), asKnown(vehicle), countedBy(vehicle)),
    );
    expect(differences).toEqual([]);
  });

  it('comes to stops without an end for what only seems to move', () => {
    const differences = day.bystanders.flatMap(({ assetId, truth }) =>
      compareWithTruth(enriched.resultOf(assetId), truth),
    );
    expect(differences).toEqual([]);
    expect(day.bystanders).toHaveLength(2);
  });

  it('adds nothing when it comes again the day after', async () => {
    const before = enriched.summary();
    const again = day.frames.map((frame) => ({ ...frame, receivedAt: frame.receivedAt + DAY_MS }));
    await enriched.run(again.map(asReceived));
    const after = enriched.summary();
    expect(after.journeys).toEqual(before.journeys);
    expect({ ...after, journeys: [] }).toEqual({ ...before, journeys: [] });
  });
});

describe('another day', () => {
  it.each(IS_FULL ? [...SEEDS, ...MORE_SEEDS] : SEEDS)(
    '%d comes to what really was, and history to the statuses that came late',
    async (seed) => {
      const { frames, vehicles, bystanders } = aDay(seed);
      const enriched = new EnrichedDay();
      await enriched.run(frames.map(asReceived));
      const differences = [
        ...vehicles.flatMap((vehicle) => {
          const result = enriched.resultOf(vehicle.assetId, vehicle.newestFirst ? 'history' : 'stream');
          return compareWithTruth(
            result,
            asKnown(vehicle),
            isAlone(vehicle) ? 'fixesAlone' : countedBy(vehicle),
          );
        }),
        ...bystanders.flatMap(({ assetId, truth }) => compareWithTruth(enriched.resultOf(assetId), truth)),
      ];
      expect(differences).toEqual([]);
    },
  );
});

/** Without an ignition input nobody knows whether a standing vehicle idles. */
function asKnown({ truth, equipment, fault }: DayVehicle): VehicleTruth {
  const statuses = fault === 'stuckSpeed' ? onceRefuted(truth.statuses) : truth.statuses;
  if (equipment.ignition) return { ...truth, statuses };
  return {
    ...truth,
    statuses: statuses.map(({ at, status }) => ({
      at,
      status: status === 'idling' ? ('stopped' as const) : status,
    })),
  };
}

/** A speed is believed until the fixes refute it: at night the second record does so, five minutes later. */
function onceRefuted([night, ...day]: VehicleTruth['statuses']): VehicleTruth['statuses'] {
  return night ? [{ ...night, at: night.at + 300_000 }, ...day] : [];
}

const countedBy = ({ equipment, fault }: DayVehicle): keyof typeof TOLERANCES =>
  equipment.odometer && fault !== 'zeroOdometer' ? 'odometer' : 'fixes';

const isAlone = ({ fault }: DayVehicle) => fault === 'noSpeed' || fault === 'zeroSpeed';
