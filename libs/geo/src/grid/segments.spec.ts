import { metresBetween, type Place } from '@yipii/domain';
import { buildNetwork, type StreetNetwork } from '../streets/street-network';
import { PER_DEGREE } from './geometry';
import { buildSegmentCells, Segments } from './segments';

const STREET = { name: null, roadClass: 'primary', direction: 'both', speedLimit: null } as const;

function randoms(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

/** Short and long streets around a place. */
function streetsAround({ lat, lng }: Place): StreetNetwork {
  const random = randoms(5);
  return buildNetwork(
    Array.from({ length: 100 }, () => {
      const reach = random() < 0.1 ? 0.02 : 0.002;
      const start = [lng + (random() - 0.5) * 0.02, lat + (random() - 0.5) * 0.01] as const;
      const end = [start[0] + (random() - 0.5) * reach, start[1] + (random() - 0.5) * reach] as const;
      const points = [start, end].map(([x, y]) => [x > 180 ? x - 360 : x, y] as const);
      return { ...STREET, points };
    }),
  );
}

/** Of points every metre along it. */
function distanceByWalking(place: Place, network: StreetNetwork, segment: number): number {
  const [a, b] = [segment, segment + 1].map((i) => {
    const node = network.wayNodes[i] ?? 0;
    return { lng: (network.lngs[node] ?? 0) / PER_DEGREE, lat: (network.lats[node] ?? 0) / PER_DEGREE };
  }) as [Place, Place];
  const east = ((b.lng - a.lng + 540) % 360) - 180;
  const steps = Math.ceil(metresBetween(a, b)) + 1;
  return Math.min(
    ...Array.from({ length: steps + 1 }, (_, i) =>
      metresBetween(place, {
        lng: a.lng + (east * i) / steps,
        lat: a.lat + ((b.lat - a.lat) * i) / steps,
      }),
    ),
  );
}

describe('segments of streets', () => {
  it.each([
    ['in Europe', { lat: 54.7, lng: 25.3 }],
    ['in the far north', { lat: 78.2, lng: 15.6 }],
    ['over the antimeridian', { lat: -16.8, lng: 180 }],
  ])('%s are found by their distance', (_, centre) => {
    const network = streetsAround(centre);
    const segments = new Segments(network, buildSegmentCells(network));
    const random = randoms(3);
    for (let n = 0; n < 10; n++) {
      const lng = centre.lng + (random() - 0.5) * 0.02;
      const place = { lng: lng > 180 ? lng - 360 : lng, lat: centre.lat + (random() - 0.5) * 0.01 };
      const found = new Map<number, number>();
      segments.near(place, 80, (segment, metres) => found.set(segment, metres));
      for (let segment = 0; segment < network.wayNodes.length; segment += 2) {
        const metres = distanceByWalking(place, network, segment);
        if (metres < 79) expect(found.get(segment)).toBeDefined();
        expect(Math.abs((found.get(segment) ?? metres) - metres)).toBeLessThan(0.6);
      }
    }
  });

  it('belong to their way, and head along its nodes', () => {
    const network = buildNetwork([
      { ...STREET, points: [[0, 0], [0, 1], [1, 1]] }, // prettier-ignore
      { ...STREET, points: [[1, 0], [0, 0]] }, // prettier-ignore
    ]);
    const segments = new Segments(network, buildSegmentCells(network));
    expect([0, 1, 3].map((segment) => segments.wayOf(segment))).toEqual([0, 0, 1]);
    expect([0, 1, 3].map((segment) => Math.round(segments.headingOf(segment)))).toEqual([0, 90, 270]);
  });
});
