import { NO_DISTURBANCES, simulateDay, type VehicleTruth } from '@yipii/simulator';
import { asReceived } from '../../apps/enrichment/src/positions/scenario';
import { EnrichedDay } from './enrich-day';

/** ms: a vehicle is well under way. */
const UNDER_WAY = 40_000;

/** A vehicle on the streets of Gothenburg whose tracker records each second, without a speed. */
const day = simulateDay({
  vehicles: 3,
  seed: 5,
  start: Date.UTC(2026, 5, 1),
  disturbances: { ...NO_DISTURBANCES, noSpeed: true },
});
const driven = day.vehicles.find(({ fault }) => fault === 'noSpeed');

describe('a day of drives without a speed', () => {
  it.each([1, 5, 15, 30])('has its kilometres and moves, with a fix each %d s', async (step) => {
    if (!driven) throw new Error('there is such a vehicle');
    const { assetId, truth } = driven;
    const due = isDue(step * 1000);
    const thinned = day.frames
      .filter((frame) => frame.assetId === assetId)
      .map((frame) => ({ ...frame, records: frame.records.filter(due) }))
      .filter(({ records }) => records.length > 0);
    const enriched = new EnrichedDay();
    await enriched.run(thinned.map(asReceived));
    const { km } = enriched.resultOf(assetId);
    expect(Math.abs((km ?? 0) / truth.km - 1)).toBeLessThan(0.03);
    const standing = enriched.written.enriched
      .map(({ event: { location } }) => location)
      .filter(({ timestamp, status }) => status !== 'moving' && drives(truth, Date.parse(timestamp)));
    expect(standing.map(({ timestamp }) => timestamp)).toEqual([]);
  });
});

/** Whether a record is at least so many ms after the one before that was. */
function isDue(ms: number): (record: { readonly fixTime: number }) => boolean {
  let last = -Infinity;
  return ({ fixTime }) => {
    const due = fixTime - last >= ms;
    if (due) last = fixTime;
    return due;
  };
}

function drives({ statuses }: VehicleTruth, at: number): boolean {
  return statuses.some(
    ({ at: from, status }, i) =>
      status === 'moving' && at > from + UNDER_WAY && at < (statuses[i + 1]?.at ?? Infinity) - 1000,
  );
}
