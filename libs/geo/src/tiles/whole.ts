import { EXTENT, type TileFeature } from './tile';

const EDGE = 64;

/** A polygon that covers a tile, and a little beyond its edge. */
export const WHOLE: TileFeature = {
  type: 3,
  geometry: [
    [
      [-EDGE, -EDGE],
      [EXTENT + EDGE, -EDGE],
      [EXTENT + EDGE, EXTENT + EDGE],
      [-EDGE, EXTENT + EDGE],
      [-EDGE, -EDGE],
    ],
  ],
  tags: {},
};
