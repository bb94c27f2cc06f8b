import { PER_DEGREE } from '../grid/geometry';
import type { Street } from './street';
import { textAt } from '../texts/packed-texts';
import { buildNetwork } from './street-network';

const STREET: Street = {
  points: [],
  name: null,
  roadClass: 'residential',
  direction: 'both',
  speedLimit: null,
};

describe('a street network', () => {
  it('joins streets at the points that they share, and keeps each name once', () => {
    const network = buildNetwork([
      { ...STREET, name: 'A', points: [[1, 1], [2, 2], [3, 3]] }, // prettier-ignore
      { ...STREET, name: 'B', points: [[2, 2], [2, 5]], direction: 'backward', speedLimit: 30 }, // prettier-ignore
      { ...STREET, name: 'A', points: [[3, 3], [4, 4]], roadClass: 'motorway' }, // prettier-ignore
    ]);
    expect([...network.wayNodes]).toEqual([0, 1, 2, 1, 3, 2, 4]);
    expect([...network.wayStarts]).toEqual([0, 3, 5, 7]);
    expect([...network.lats].map((lat) => lat / PER_DEGREE)).toEqual([1, 2, 3, 5, 4]);
    expect([0, 1, 2].map((name) => textAt(network.names, name))).toEqual(['', 'A', 'B']);
    expect([...network.nameOf]).toEqual([1, 2, 1]);
    expect([...network.directions]).toEqual([0, -1, 0]);
    expect([...network.speedLimits]).toEqual([0, 30, 0]);
    expect([...network.roadClasses]).toEqual([11, 11, 0]);
  });

  it('may be empty', () => {
    expect([...buildNetwork([]).wayStarts]).toEqual([0]);
  });

  it('keeps ten thousand places apart, near ones and those on the other side of the earth', () => {
    const points = Array.from({ length: 10_000 }, (_, i) => {
      const side = i % 2 === 0 ? 1 : -1;
      return [side * (100 + (i % 100) * 1e-7), side * (50 + Math.floor(i / 100) * 1e-7)] as const;
    });
    const { wayNodes, lngs } = buildNetwork([
      { ...STREET, points },
      { ...STREET, points: points.toReversed() },
    ]);
    const there = wayNodes.slice(0, points.length);
    expect([...wayNodes.slice(points.length)]).toEqual([...there].reverse());
    expect(new Set(there).size).toBe(lngs.length);
    expect(lngs.length).toBe(new Set(points.map((point) => point.map((x) => x.toFixed(7)).join())).size);
  });
});
