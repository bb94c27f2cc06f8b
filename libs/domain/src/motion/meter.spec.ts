import { add, follow, NEW_METER, totalAt, type Meter } from './meter';

const MINUTE = 60_000;
/** Maximum metres that a vehicle drives in a ms. */
const MOST = 0.1;

const reading = (minute: number, value: number, deviceId = 1) => ({ deviceId, at: minute * MINUTE, value });
const followed = (...readings: ReturnType<typeof reading>[]): Meter =>
  readings.reduce((meter, next) => follow(meter, next, MOST), NEW_METER);

describe('a meter', () => {
  it("begins with the device's own reading and follows it", () => {
    expect(followed(reading(0, 5_000), reading(1, 6_000)).total).toBe(6_000);
  });

  it.each([
    ['was reset', [reading(1, 0), reading(2, 700)], 5_700],
    ['jumps beyond what can be', [reading(1, 900_000_000), reading(2, 900_000_700)], 5_700],
    ['is another one after an hour of silence', [reading(70, 90, 2), reading(71, 790, 2)], 5_700],
    ['is a second one beside the first', [reading(1, 90, 2), reading(2, 5_700), reading(3, 9_000, 2)], 5_700],
  ])('counts on from what was there when the device %s', (_, readings, total) => {
    expect(followed(reading(0, 5_000), ...readings).total).toBe(total);
  });

  it('counts no metre twice when a record comes after a newer one', () => {
    const readings = [reading(0, 5_000), reading(2, 7_000), reading(1, 6_000), reading(3, 8_000)];
    expect(followed(...readings).total).toBe(8_000);
  });

  it('counts on when the device gets a counter of its own', () => {
    const computed = add(NEW_METER, 250);
    const later = follow(follow(computed, reading(0, 88_000), MOST), reading(1, 88_100), MOST);
    expect(later.total).toBe(350);
  });

  it('never runs backwards', () => {
    expect(add(add(NEW_METER, 10), -4).total).toBe(10);
  });

  it('knows what it showed at an earlier reading of the device', () => {
    const meter = followed(reading(0, 5_000), reading(1, 6_000));
    expect(totalAt(meter, reading(0, 5_400))).toBe(5_400);
    expect(totalAt(meter, reading(0, 5_400, 2))).toBeNull();
  });
});
