import type { Circle, LocationUpdate, RouteStopPlace, TrackingLink } from '@yipii/domain';
import { makeRouter } from '@yipii/geo';
import { aLocation, aTrackingLink, FakeClock, NOON } from '@yipii/testing';
import { FollowVehicle } from './follow-vehicle';
import { ProgressStore, type KeptProgress } from './progress-store.ports';

class KeptInMemory extends ProgressStore {
  readonly kept: KeptProgress[] = [];
  isSettled = true;
  keep(_link: TrackingLink, progress: KeptProgress): Promise<boolean> {
    if (this.isSettled) this.kept.push(progress);
    return Promise.resolve(this.isSettled);
  }
}

const METRE = 1 / 111_195;
const arrival = { lat: 57.7, lng: 11.97, label: null, radiusM: 100, dwellSeconds: 60, graceMinutes: 5 };

describe('the vehicle of a link', () => {
  let clock: FakeClock;
  let store: KeptInMemory;
  let covers: Circle[];
  let sut: FollowVehicle;
  beforeEach(() => {
    clock = new FakeClock(NOON);
    store = new KeptInMemory();
    covers = [];
    const places = { of: () => Promise.resolve(covers) };
    sut = new FollowVehicle(makeRouter({ streets: null, valhallaUrl: null }), store, clock, places);
  });

  /** So many metres north of the destination, now. */
  const at = (metres: number, fields: Partial<LocationUpdate> = {}): LocationUpdate =>
    aLocation({
      lat: 57.7 + metres * METRE,
      lng: 11.97,
      timestamp: new Date(clock.now()).toISOString(),
      ...fields,
    });

  it('has an arrival and a distance, which are void once its position is old', async () => {
    const progress = await sut.observe(aTrackingLink({ arrival }), at(10_000));
    expect(progress).toMatchObject({ isHidden: false, staleAt: NOON + 60_000 });
    expect(progress?.distanceKm).toBeCloseTo(13, 0);
    expect(progress?.arrivesAt).toBeGreaterThan(NOON + 10 * 60_000);
  });

  it('without a rule has none', async () => {
    expect(await sut.observe(aTrackingLink(), at(10_000))).toBeNull();
    expect(store.kept).toEqual([]);
  });

  it('is remembered when it comes to stand there, and not at every position', async () => {
    const link = aTrackingLink({ arrival });
    for (const metres of [90_000, 89_000, 88_000, 0, 0, 0, 0]) {
      await sut.observe(link, at(metres, { speed: metres === 0 ? 0 : 50 }));
      clock.advance(30_000);
    }
    const stands = store.kept.map(({ arrival: { stand, arrivedAt } }) => [stand?.since ?? null, arrivedAt]);
    expect(stands.at(-1)).toEqual([NOON + 90_000, NOON + 90_000]);
    expect(store.kept.length).toBeLessThanOrEqual(3);
  });

  it('is remembered at the next position where a link was not settled yet', async () => {
    const link = aTrackingLink({ arrival });
    store.isSettled = false;
    await sut.observe(link, at(2_000));
    store.isSettled = true;
    clock.advance(1_000);
    await sut.observe(link, at(2_000));
    expect(store.kept).toHaveLength(1);
  });

  it('goes on from what another process has remembered', async () => {
    const stand = { lat: 57.7, lng: 11.97, since: NOON - 60_000, parked: false };
    const progress = { arrival: { stand, arrivedAt: null }, leastEtaMinutes: 0 };
    await sut.observe(aTrackingLink({ arrival, progress }), at(0, { speed: 0 }));
    expect(store.kept).toMatchObject([{ arrival: { arrivedAt: NOON - 60_000 } }]);
  });

  it('is asked for again without being counted twice', async () => {
    const link = aTrackingLink({ arrival });
    const location = at(10_000);
    const first = await sut.observe(link, location);
    expect(await sut.observe(link, location)).toEqual(first);
  });

  it.each([
    ['is hidden while it is far away', 60_000, true],
    ['is visible once it is near', 2_000, false],
    ['is hidden at the stop of somebody else', 3_000, true],
  ])('%s', async (_, metres, isHidden) => {
    const stop = (id: number, north: number): RouteStopPlace => ({
      ...{ id, lat: 57.7 + north * METRE, lng: 11.97, radiusM: 100, isCompleted: false },
    });
    const visibleWhen = { etaMinutesBelow: 30, stopsBefore: null };
    const link = aTrackingLink({
      arrival,
      visibleWhen,
      isHidden: true,
      stopId: 2,
      stops: [stop(1, 3_000), stop(2, 0)],
    });
    expect(await sut.observe(link, at(metres))).toMatchObject({ isHidden });
    expect(store.kept.at(-1)?.isHidden ?? true).toBe(isHidden);
  });

  it('is not remembered by those who only look', async () => {
    const link = aTrackingLink({
      arrival,
      isHidden: true,
      visibleWhen: { etaMinutesBelow: 30, stopsBefore: null },
    });
    covers = [{ lat: 57.7, lng: 11.97, radiusM: 300 }];
    expect(await sut.look(link, at(100))).toMatchObject({ isHidden: false, isPrivate: true });
    expect(store.kept).toEqual([]);
    expect(await sut.look({ ...link, isPrivate: true }, at(350))).toMatchObject({ isPrivate: true });
    expect(await sut.look(link, at(350))).toMatchObject({ isPrivate: false });
  });

  it('tells nobody that it is arriving where it is withheld', async () => {
    covers = [{ lat: 57.7, lng: 11.97, radiusM: 3_000 }];
    await sut.observe(aTrackingLink({ arrival }), at(2_000));
    expect(store.kept).toMatchObject([{ isPrivate: true, leastEtaMinutes: null }]);
  });
});
