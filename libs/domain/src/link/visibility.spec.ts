import { approachTo, isHiddenNow, type Approach, type RouteStopPlace } from './visibility';

const near: Approach = { etaMinutes: 5, stopsBefore: 0, isAtOtherStop: false };
const rule = { etaMinutesBelow: 10, stopsBefore: 1 };

describe('a vehicle', () => {
  it.each([
    ['is near enough in time and stops', {}, false],
    ['is ten minutes away', { etaMinutes: 10 }, true],
    ['has two stops to go before', { stopsBefore: 2 }, true],
    ['is at another stop', { isAtOtherStop: true }, true],
  ])('that %s: hidden %s', (_, fields, isHidden) => {
    expect(isHiddenNow(rule, { ...near, ...fields }, true)).toBe(isHidden);
  });

  it('that is visible stays so while its ETA sways', () => {
    const eta = (etaMinutes: number) => isHiddenNow(rule, { ...near, etaMinutes }, false);
    expect([eta(12), eta(13)]).toEqual([false, true]);
  });

  it('stays as it is while its ETA is not known', () => {
    const unknown = { ...near, etaMinutes: null };
    expect([isHiddenNow(rule, unknown, true), isHiddenNow(rule, unknown, false)]).toEqual([true, false]);
  });

  it('is visible without a rule, but at other stops', () => {
    expect(isHiddenNow(null, { ...near, etaMinutes: 500, stopsBefore: 9 }, true)).toBe(false);
    expect(isHiddenNow(null, { ...near, isAtOtherStop: true }, false)).toBe(true);
  });
});

describe('the stops of a route', () => {
  const METRE = 1 / 111_195;
  const stop = (id: number, metres: number, isCompleted = false): RouteStopPlace => ({
    ...{ id, lat: 57.7 + metres * METRE, lng: 11.97, radiusM: 100, isCompleted },
  });
  const at = (metres: number) => ({ lat: 57.7 + metres * METRE, lng: 11.97 });
  const stops = [stop(1, 0, true), stop(2, 2_000), stop(3, 2_150), stop(4, 9_000)];

  it('before a link’s own count until they are completed', () => {
    const before = [1, 2, 3, 4].map((id) => approachTo(id, stops, at(5_000)).stopsBefore);
    expect(before).toEqual([0, 0, 1, 2]);
  });

  it('of others are where the vehicle is nearer to them than to the link’s own', () => {
    const isAtOther = (metres: number, id = 3) => approachTo(id, stops, at(metres)).isAtOtherStop;
    expect([isAtOther(0), isAtOther(1_990), isAtOther(2_060)]).toEqual([true, true, true]);
    expect([isAtOther(1_000), isAtOther(2_090), isAtOther(2_150), isAtOther(2_240)]).toEqual(
      Array(4).fill(false),
    );
  });

  it('do not matter to a link whose stop is gone', () => {
    expect(approachTo(99, stops, at(0))).toEqual({ stopsBefore: null, isAtOtherStop: false });
  });
});
