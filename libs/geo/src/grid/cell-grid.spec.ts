import { metresBetween, type Place } from '@yipii/domain';
import { buildPlaceCells, CellDivision, CellGrid } from './cell-grid';
import { PER_DEGREE, wrapped } from './geometry';

const DIVISION = new CellDivision(0.25);
const CENTRES: readonly (readonly [string, Place])[] = [
  ['inland', { lat: 48.1, lng: 11.5 }],
  ['at the equator', { lat: 0, lng: 0 }],
  ['at the antimeridian', { lat: -16.8, lng: 180 }],
  ['near the north pole', { lat: 89.7, lng: 20 }],
  ['near the south pole', { lat: -89.9, lng: -100 }],
];

/** Numbers from 0 to 1, the same each time. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

describe('a grid of cells', () => {
  it.each(CENTRES)('%s finds everything within a radius, and little beyond', (_, centre) => {
    const random = randoms(11);
    const places = Array.from({ length: 1_500 }, () => {
      const lat = Math.max(-90, Math.min(90, centre.lat + (random() - 0.5) * 4));
      const width = 4 / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
      return { lat, lng: wrapped(centre.lng + (random() - 0.5) * Math.min(360, width)) };
    });
    const columns = {
      lngs: Int32Array.from(places, ({ lng }) => Math.round(lng * PER_DEGREE)),
      lats: Int32Array.from(places, ({ lat }) => Math.round(lat * PER_DEGREE)),
    };
    const grid = new CellGrid(DIVISION, buildPlaceCells(DIVISION, columns));
    for (const radius of [100, 20_000, 90_000]) {
      for (const from of [centre, ...places.slice(0, 6)]) {
        const found = new Set<number>();
        grid.search(from, radius, (item) => found.add(item));
        const within = places.flatMap((place, i) => (metresBetween(from, place) < radius * 0.999 ? [i] : []));
        expect(within.filter((i) => !found.has(i))).toEqual([]);
        expect(found.size).toBeLessThan(places.length);
      }
    }
  });
});
