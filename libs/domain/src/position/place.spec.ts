import { metresBetween } from './place';

describe('the distance between two places', () => {
  it.each([
    ['none', { lat: 57.7, lng: 11.97 }, { lat: 57.7, lng: 11.97 }, 0],
    ['a degree of latitude', { lat: 0, lng: 0 }, { lat: 1, lng: 0 }, 111_195],
    ['over the antimeridian', { lat: 0, lng: 179.5 }, { lat: 0, lng: -179.5 }, 111_195],
    ['over a pole', { lat: 89.5, lng: 0 }, { lat: 89.5, lng: 180 }, 111_195],
    ['London to Paris', { lat: 51.5074, lng: -0.1278 }, { lat: 48.8566, lng: 2.3522 }, 343_556],
    ['antipodes', { lat: 0, lng: 0 }, { lat: 0, lng: 180 }, 20_015_115],
  ])('%s', (_, a, b, metres) => {
    expect(Math.round(metresBetween(a, b))).toBeCloseTo(metres, -1);
    expect(metresBetween(b, a)).toBe(metresBetween(a, b));
  });
});
