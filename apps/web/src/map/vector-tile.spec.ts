import { readVectorTile } from './vector-tile';

const field = (number: number, ...content: number[]): number[] => [
  (number << 3) | 2,
  content.length,
  ...content,
];
const text = (value: string): number[] => [...Buffer.from(value)];
const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

/** A line from 2, 3 by -1, 4, and its tags. */
const LINE = field(
  2,
  ...field(2, 0, 0, 1, 1),
  ...[24, 2],
  ...field(4, 9, ...[2, 3].map(zigzag), 10, ...[-1, 4].map(zigzag)),
);
const RING = field(2, ...[24, 3], ...field(4, 9, 0, 0, 18, ...[8, 0, 0, 8].map(zigzag), 15));
const LAYER = [
  ...[
    ...field(1, ...text('roads')),
    ...LINE,
    ...RING,
    ...field(3, ...text('name')),
    ...field(3, ...text('rank')),
  ],
  ...[...field(4, ...field(1, ...text('Åvägen'))), ...field(4, 40, 3), 40, 128, 32, 120, 2],
];
const TILE = Uint8Array.from(field(3, ...LAYER));

describe('a vector tile', () => {
  it('is read with its names and lines, and rings are closed', () => {
    expect(readVectorTile(TILE)).toEqual({
      roads: [
        { tags: { name: 'Åvägen', rank: 3 }, lines: [[2, 3, 1, 7]] },
        { tags: {}, lines: [[0, 0, 8, 0, 8, 8, 0, 0]] },
      ],
    });
  });

  it('that is empty has no layers, and one that ends too early is none', () => {
    expect(readVectorTile(new Uint8Array())).toEqual({});
    expect(() => readVectorTile(TILE.subarray(0, 40))).toThrow(RangeError);
  });
});
