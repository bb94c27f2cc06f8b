import type { JourneyState } from './journey-state';
import { movedThen } from './moved-then';

const MINUTE = 60_000;
const FAST = 5;
const at = (minute: number, lat = 54.7) => ({ at: minute * MINUTE, lat, lng: 25.3, address: null });
const then = (minute: number, lat = 54.7) => ({ fixTime: minute * MINUTE, lat, lng: 25.3 });
const leg = (minute: number) => ({ start: at(minute), odometer: 0, idlingMs: 0 });
const trip = (minute: number) => ({ ...leg(minute), manoeuvred: 0, maxSpeed: null, driverId: null });
const stop = (minute: number) => ({ ...leg(minute), seen: true, reach: 0 });

const journey = (state: Pick<JourneyState, 'underWay' | 'trip' | 'stop'>): JourneyState => ({
  ...state,
  elsewhere: null,
  last: {
    ...at(60),
    status: 'moving',
    seen: true,
    speed: null,
    odometer: 0,
    leftAt: null,
    arrivedAt: null,
    driverId: null,
  },
});

describe('an asset', () => {
  it('moved on the trip under way, but not before it or at the halt that it makes', () => {
    const state = journey({ underWay: 'trip', trip: trip(10), stop: stop(20) });
    expect([9, 10, 11, 19, 20].map((minute) => movedThen(state, then(minute), FAST))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ]);
  });

  it('stood at the stop under way until it may have left', () => {
    const state = journey({ underWay: 'stop', trip: trip(30), stop: stop(10) });
    expect([10, 30, 31].map((minute) => movedThen(state, then(minute), FAST))).toEqual([false, false, true]);
  });

  it('moved before a stop if it was on its way there', () => {
    const state = journey({ underWay: 'stop', trip: null, stop: stop(30) });
    const moved = ([minute, lat]: readonly [number, number]) => movedThen(state, then(minute, lat), FAST);
    const places = [
      [29, 54.7],
      [29, 54.71],
      [20, 54.701],
      [10, 54.8],
    ] as const;
    expect(places.map(moved)).toEqual([false, true, false, false]);
    expect(movedThen(state, { fixTime: 29 * MINUTE, lat: null, lng: null }, FAST)).toBe(false);
  });
});
