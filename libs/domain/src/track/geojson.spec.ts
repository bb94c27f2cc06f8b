import type { Place } from '../position/place';
import { trackGeometry } from './geojson';

const track = (...pairs: readonly (readonly [lng: number, lat: number])[]): Place[] =>
  pairs.map(([lng, lat]) => ({ lng, lat }));

describe('a track in GeoJSON', () => {
  it('is a line in the order of its places, longitude first', () => {
    expect(trackGeometry(track([11.97, 57.7], [11.98, 57.71]))).toEqual({
      type: 'LineString',
      coordinates: [
        [11.97, 57.7],
        [11.98, 57.71],
      ],
    });
  });

  it('is a point where there is one place, and nothing where there is none', () => {
    expect(trackGeometry(track([11.97, 57.7]))).toEqual({ type: 'Point', coordinates: [11.97, 57.7] });
    expect(trackGeometry([])).toBeNull();
  });

  it('is cut where it crosses the antimeridian, eastward, westward and both', () => {
    expect(trackGeometry(track([179, 10], [-179, 12], [-178, 12]))).toEqual({
      type: 'MultiLineString',
      coordinates: [
        [
          [179, 10],
          [180, 11],
        ],
        [
          [-180, 11],
          [-179, 12],
          [-178, 12],
        ],
      ],
    });
    expect(trackGeometry(track([-179.5, 0], [179.5, 0], [-179, 3]))).toEqual({
      type: 'MultiLineString',
      coordinates: [
        [
          [-179.5, 0],
          [-180, 0],
        ],
        [
          [180, 0],
          [179.5, 0],
          [180, 1],
        ],
        [
          [-180, 1],
          [-179, 3],
        ],
      ],
    });
  });

  it.each([
    [
      'ends on it',
      [
        [179, 1],
        [180, 1],
        [-180, 1],
      ],
    ],
    [
      'begins on it',
      [
        [-180, 1],
        [180, 1],
        [179, 1],
      ],
    ],
    [
      'begins on its other side',
      [
        [180, 1],
        [-179, 1],
        [-178, 1],
      ],
    ],
  ] as const)('has no piece of a single point where it %s', (_, pairs) => {
    expect(trackGeometry(track(...pairs))).toMatchObject({
      type: 'LineString',
      coordinates: expect.arrayContaining([expect.anything(), expect.anything()]) as unknown,
    });
  });

  it('goes through a place on the antimeridian without saying it twice', () => {
    expect(trackGeometry(track([179, 1], [180, 1], [-179, 1]))).toEqual({
      type: 'MultiLineString',
      coordinates: [
        [
          [179, 1],
          [180, 1],
        ],
        [
          [-180, 1],
          [-179, 1],
        ],
      ],
    });
  });

  it('is not cut on a long way that does not cross it', () => {
    expect(trackGeometry(track([-90, 0], [90, 0]))).toMatchObject({ type: 'LineString' });
  });
});
