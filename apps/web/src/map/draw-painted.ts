import { writeAlong, writeAt, type Letters, type Rectangle } from './names';
import { pathOf, toPixels, type TilePart } from './tile-part';
import type { Tags, VectorTile } from './vector-tile';

/** Draws a tile that the server has painted in the look of a style (`libs/geo/src/map-source/paint-tile.ts`). */
export function drawPainted(
  context: CanvasRenderingContext2D,
  { painted = [], texts = [] }: VectorTile,
  part: TilePart,
): void {
  for (const feature of painted) {
    const path = pathOf([feature], part);
    if (feature.tags.fill !== undefined) fill(context, path, feature.tags);
    else stroke(context, path, feature.tags);
  }
  context.setLineDash([]);
  const taken: Rectangle[] = [];
  for (const { tags, lines } of texts) {
    const text = String(tags.text);
    const line = toPixels(lines[0] ?? [], part);
    const letters = lettersOf(tags);
    if (line.length > 2) writeAlong(context, text, line, { letters, taken, size: part.size });
    else writeAt(context, text, [line[0] ?? 0, line[1] ?? 0], { letters, taken });
  }
}

function fill(context: CanvasRenderingContext2D, path: Path2D, tags: Tags): void {
  context.fillStyle = String(tags.fill);
  context.fill(path);
}

function stroke(context: CanvasRenderingContext2D, path: Path2D, { line, width, dash, cap }: Tags): void {
  context.strokeStyle = String(line);
  context.lineWidth = Number(width) / 10;
  context.lineJoin = 'round';
  context.lineCap = cap === 'round' ? 'round' : 'butt';
  const lengths = dash === undefined ? [] : String(dash).split(',');
  context.setLineDash(lengths.map((length) => Number(length) / 10));
  context.stroke(path);
}

function lettersOf({ size, colour, halo }: Tags): Letters {
  return {
    size: Number(size) / 10,
    weight: 400,
    colour: String(colour),
    halo: halo === undefined ? null : String(halo),
  };
}
