import type { VectorFeature } from './vector-tile';

/** Units of a tile's side. */
const EXTENT = 4_096;

/** The part of a tile that fills a square, and how large that is. */
export interface TilePart {
  /** Pixels of the square's side. */
  readonly size: number;
  /** How many squares the tile's side has. */
  readonly parts: number;
  readonly column: number;
  readonly row: number;
  /** Of the data, with fractions of what is shown beyond it: widths grow with it. */
  readonly zoom: number;
}

export function pathOf(features: readonly Pick<VectorFeature, 'lines'>[], part: TilePart): Path2D {
  const path = new Path2D();
  for (const { lines } of features)
    for (const line of lines) {
      const pixels = toPixels(line, part);
      path.moveTo(pixels[0] ?? 0, pixels[1] ?? 0);
      for (let i = 2; i < pixels.length; i += 2) path.lineTo(pixels[i] ?? 0, pixels[i + 1] ?? 0);
    }
  return path;
}

export function toPixels(line: readonly number[], { size, parts, column, row }: TilePart): number[] {
  const scale = (size * parts) / EXTENT;
  return line.map((unit, i) => unit * scale - (i % 2 === 0 ? column : row) * size);
}
