import { arrivalEndsAt, awaitArrival, metresBetween, type ArrivalRule } from '@yipii/domain';
import { buildNetwork, gothenburgStreets, StreetRouter } from '@yipii/geo';
import { placeOn, type Leg } from '../../../simulator/src/leg';
import { planTours } from '../../../simulator/src/plan-tours';
import { seededRandom } from '../../../simulator/src/random';
import { LinkTrip } from './link-trip';
import { driveAlong, METRE, type DriveAlong } from './simulated-drive.testing';

const DRIVES = 200;
const GRACE_MS = 5 * 60_000;

describe('links of simulated drives', () => {
  const random = seededRandom(13);
  const legs = planTours(DRIVES, random).flatMap(([leg]) => (leg ? [leg] : []));
  const drives = legs.map((leg) => [leg, driveAlong(leg, 'real', random)] as const);

  /** At the roadside. */
  const ruleAt = (leg: Leg, metres: number): ArrivalRule => {
    const [lng, lat] = placeOn(leg, metres).point;
    return { lat: lat + 20 * METRE, lng, radiusM: 100, dwellSeconds: 120, graceMinutes: GRACE_MS / 60_000 };
  };

  it(`do not end where the vehicle drives past, in ${DRIVES} drives`, () => {
    let passes = 0;
    for (const leg of legs) {
      const { fixes, arrivedAt } = driveAlong(leg, 'demo', random);
      const trip = new LinkTrip(ruleAt(leg, leg.length / 2));
      for (const fix of fixes.filter(({ at }) => at < arrivedAt)) {
        trip.move(fix);
        if (metresBetween(fix, trip.rule) < 100) passes += 1;
        expect(awaitArrival(trip.arrival, fix.at + 600_000, trip.rule).arrivedAt).toBeNull();
      }
    }
    expect([legs.length, passes > DRIVES]).toEqual([DRIVES, true]);
  });

  it('end when the grace time is over, or 30 s later where that is when the tracker reports', () => {
    for (const [leg, { fixes, arrivedAt }] of drives) {
      const trip = new LinkTrip(ruleAt(leg, leg.length));
      for (const fix of fixes) trip.move(fix);
      const late = arrivalEndsAt(trip.arrival.arrivedAt ?? NaN, trip.rule) - GRACE_MS - arrivedAt;
      // A tracker that was at a red light before may not report for a minute.
      const silentFor = Math.min(...fixes.map(({ at }) => at).filter((at) => at >= arrivedAt)) - arrivedAt;
      expect(late).toBeLessThanOrEqual(Math.max(30_000, silentFor));
      expect(late).toBeGreaterThan(-30_000);
    }
  });

  it('show an arrival that is right within a minute, or 10 % of what is left, at the median', async () => {
    const router = new StreetRouter(buildNetwork(gothenburgStreets()));
    const errors: number[] = [];
    for (const [leg, drive] of drives.slice(0, 40)) errors.push(...(await errorsOf(leg, drive)));
    errors.sort((a, b) => a - b);
    expect(errors[Math.floor(errors.length / 2)]).toBeLessThan(1);

    /** As shares of what is allowed. */
    async function errorsOf(leg: Leg, { fixes, arrivedAt }: DriveAlong): Promise<number[]> {
      const trip = new LinkTrip({ ...ruleAt(leg, leg.length), radiusM: 50 });
      const found: number[] = [];
      for (const fix of fixes.filter(({ at }) => at < arrivedAt)) {
        const wanted = trip.move(fix);
        if (wanted) trip.follow(await router.route(wanted.from, trip.rule, wanted.heading));
        const { arrivesAt } = trip.stateAt(fix.at);
        if (arrivesAt === null) continue;
        found.push(Math.abs(arrivesAt - arrivedAt) / Math.max(60_000, (arrivedAt - fix.at) / 10));
      }
      return found;
    }
  });
});
