import { approach, arrivalDueAt, arrivalEndsAt, awaitArrival, ON_THE_WAY, type ArrivalRule } from './arrival';
import type { VehicleFix } from './vehicle-fix';

const NOON = Date.UTC(2026, 5, 1, 12);
const METRE = 1 / 111_195;
const rule: ArrivalRule = { lat: 57.7, lng: 11.97, radiusM: 100, dwellSeconds: 120, graceMinutes: 5 };

/** A fix so many seconds after noon, so many metres north of the destination. */
const fix = (seconds: number, metres: number, fields: Partial<VehicleFix> = {}): VehicleFix => ({
  at: NOON + seconds * 1_000,
  lat: rule.lat + metres * METRE,
  lng: rule.lng,
  speed: 0,
  accuracy: 5,
  status: 'moving',
  ...fields,
});
const after = (...fixes: VehicleFix[]) =>
  fixes.reduce((progress, next) => approach(progress, next, rule), ON_THE_WAY);
const arrivedAt = (...fixes: VehicleFix[]) => {
  const { arrivedAt: at } = after(...fixes);
  return at === null ? null : (at - NOON) / 1_000;
};
const range = (from: number, to: number, step: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

describe('an arrival', () => {
  it('is to stand within the circle for the dwell time; it counts from when it came to stand', () => {
    const standing = range(30, 150, 30).map((s) => fix(s, 20, { status: 'idling' }));
    expect(arrivedAt(fix(0, 300), ...standing.slice(0, -1))).toBeNull();
    expect(arrivedAt(fix(0, 300), ...standing)).toBe(30);
  });

  it('is no drive past, fast or slow', () => {
    expect(arrivedAt(...range(0, 600, 10).map((s) => fix(s, 800 - s * 14)))).toBeNull();
    expect(arrivedAt(...range(0, 600, 10).map((s) => fix(s, 100 - s * 0.4 * 10)))).toBeNull();
  });

  it('is no wait at a red light or in a queue', () => {
    const light = range(30, 130, 10).map((s) => fix(s, 50, { status: 'idling' }));
    expect(arrivedAt(fix(20, 150), ...light, fix(140, -60), fix(150, -200))).toBeNull();
    // 40 m every 100 s.
    const queue = range(0, 400, 10).map((s) => fix(s, 90 - Math.floor(s / 100) * 40, { status: 'idling' }));
    expect(arrivedAt(...queue)).toBeNull();
  });

  it('is no stand just outside', () => {
    expect(arrivedAt(...range(0, 600, 30).map((s) => fix(s, 120, { status: 'stopped' })))).toBeNull();
  });

  it('is not undone by noise at the edge, nor by a fix that is vaguer than the circle', () => {
    const fixes = [
      fix(0, 95),
      fix(60, 112, { accuracy: 20 }),
      fix(90, 900, { accuracy: 2_000 }),
      fix(125, 95),
    ];
    expect(arrivedAt(...fixes)).toBe(0);
    expect(arrivedAt(...range(0, 300, 30).map((s) => fix(s, 0, { accuracy: 500 })))).toBeNull();
  });

  it('stays, although the vehicle leaves', () => {
    expect(arrivedAt(fix(0, 0), fix(120, 0), fix(200, 5_000))).toBe(0);
  });

  it('counts from when it stands, not from its last metres', () => {
    expect(arrivedAt(fix(0, 25, { speed: 30 }), fix(30, 0), fix(100, 0), fix(150, 0))).toBe(30);
  });

  it('of a vehicle whose engine is off needs no further fix', () => {
    const parked = after(fix(0, 10, { status: 'stopped' }));
    expect(arrivalDueAt(parked, rule)).toBe(NOON + 120_000);
    expect(awaitArrival(parked, NOON + 119_999, rule).arrivedAt).toBeNull();
    expect(awaitArrival(parked, NOON + 120_000, rule).arrivedAt).toBe(NOON);
  });

  it('is not taken for granted where a vehicle with its engine on falls silent', () => {
    const silent = after(fix(0, 10, { status: 'idling' }));
    expect(arrivalDueAt(silent, rule)).toBeNull();
    expect(awaitArrival(silent, NOON + 900_000, rule).arrivedAt).toBeNull();
  });

  it('ends its link after the grace time, and never before it is certain', () => {
    const there = after(fix(0, 0), fix(120, 0));
    expect(arrivalDueAt(there, rule)).toBe(NOON + 300_000);
    expect(arrivalEndsAt(NOON, { ...rule, graceMinutes: 0 })).toBe(NOON + 120_000);
  });

  it('without a dwell time is the first fix within the circle', () => {
    expect(approach(ON_THE_WAY, fix(0, 50), { ...rule, dwellSeconds: 0 }).arrivedAt).toBe(NOON);
  });

  it('at the pole is one from any side', () => {
    const pole = { ...rule, lat: 90, lng: 0 };
    const at = (seconds: number, lng: number) => ({ ...fix(seconds, 0), lat: 89.9999, lng });
    const arrived = [at(0, 10), at(60, -170), at(120, 100)].reduce(
      (p, f) => approach(p, f, pole),
      ON_THE_WAY,
    );
    expect(arrived.arrivedAt).toBe(NOON);
  });

  it('is no fix that comes too late to be in order', () => {
    expect(arrivedAt(fix(100, 0), fix(0, 0), fix(150, 0))).toBeNull();
  });
});
