import { simulateDay, type DayVehicle, type VehicleTruth } from '@yipii/simulator';
import { compareWithTruth } from './compare-with-truth';
import { EnrichedDay } from './enrich-day';

const day = simulateDay({ vehicles: 50, seed: 20261124, start: Date.UTC(2026, 5, 1) });

describe('a day of a fleet with all that goes wrong', () => {
  const enriched = new EnrichedDay();
  beforeAll(() => enriched.run(day.frames));

  it('comes to the trips, stops, kilometres and statuses that really were', () => {
    const compared = day.vehicles.filter(({ newestFirst }) => !newestFirst);
    const differences = compared.flatMap((vehicle) =>
      compareWithTruth(enriched.resultOf(vehicle.assetId), asKnown(vehicle)),
    );
    expect(differences).toEqual([]);
  });
});

/** Without an ignition input nobody knows whether a standing vehicle idles. */
function asKnown({ truth, equipment }: DayVehicle): VehicleTruth {
  if (equipment.ignition) return truth;
  return {
    ...truth,
    statuses: truth.statuses.map(({ at, status }) => ({
      at,
      status: status === 'idling' ? 'stopped' : status,
    })),
  };
}
