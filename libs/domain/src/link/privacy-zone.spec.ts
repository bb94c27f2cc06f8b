import { metresBetween } from '../position/place';
import { coverOf, isPrivateAt, type Circle } from './privacy-zone';

const METRE = 1 / 111_195;
const home: Circle = { lat: 57.7, lng: 11.97, radiusM: 200 };

describe('the cover of a privacy zone', () => {
  const spread = Array.from({ length: 21 }, (_, step) => step / 20);
  const randoms = spread.flatMap((far) => spread.map((around) => [far, around] as const));

  it.each([home, { ...home, lat: -84, lng: 179.999 }])('contains the zone, wherever it lies: %j', (zone) => {
    for (const random of randoms) {
      const cover = coverOf(zone, random);
      expect(metresBetween(zone, cover) + zone.radiusM).toBeLessThanOrEqual(cover.radiusM * 1.001);
      expect(Math.abs(cover.lng)).toBeLessThanOrEqual(180);
    }
  });

  it('has its centre elsewhere, in any direction', () => {
    const covers = randoms.map((random) => coverOf(home, random));
    expect(covers.filter((cover) => metresBetween(home, cover) > 50).length).toBeGreaterThan(200);
    expect(covers.some(({ lat, lng }) => lat > home.lat && lng < home.lng)).toBe(true);
    expect(covers.some(({ lat, lng }) => lat < home.lat && lng > home.lng)).toBe(true);
  });
});

describe('a place', () => {
  const at = (metres: number) => ({ lat: 57.7 + metres * METRE, lng: 11.97 });

  it('is private within a cover, and once private also a little beyond it', () => {
    expect(isPrivateAt([home], at(199), false)).toBe(true);
    expect(isPrivateAt([home], at(201), false)).toBe(false);
    expect(isPrivateAt([home], at(299), true)).toBe(true);
    expect(isPrivateAt([home], at(301), true)).toBe(false);
    expect(isPrivateAt([{ ...home, radiusM: 10_000 }], at(11_900), true)).toBe(true);
  });

  it('is private in any of several, and without any never', () => {
    expect(isPrivateAt([{ ...home, lat: 0 }, home], at(0), false)).toBe(true);
    expect(isPrivateAt([], at(0), true)).toBe(false);
  });
});
