import type { VectorFeature, VectorTile } from './vector-tile';

/** Units of a tile's side. */
const EXTENT = 4_096;
const FONT = 'system-ui, sans-serif';

export interface MapColours {
  readonly ground: string;
  readonly water: string;
  readonly street: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
}

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

interface RoadStyle {
  /** Pixels at zoom 14; half of it per zoom less. */
  readonly width: number;
  readonly hasCasing: boolean;
}

const ROADS: readonly (readonly [kind: string, style: RoadStyle])[] = [
  ['path', { width: 1.5, hasCasing: false }],
  ['street', { width: 3.5, hasCasing: true }],
  ['main', { width: 5.5, hasCasing: true }],
  ['motorway', { width: 7, hasCasing: true }],
];
const TOWN_SIZES = [16, 14, 13, 12];
const STREET_NAMES_FROM_ZOOM = 14.9;

/** Draws land, borders, streets and names, from the bottom up. */
export function drawTile(
  context: CanvasRenderingContext2D,
  { land = [], borders = [], roads = [], places = [] }: VectorTile,
  part: TilePart,
  colours: MapColours,
): void {
  context.fillStyle = colours.water;
  context.fillRect(0, 0, part.size, part.size);
  context.fillStyle = colours.ground;
  context.fill(pathOf(land, part), 'evenodd');
  context.strokeStyle = colours.muted;
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  context.stroke(pathOf(borders, part));
  context.globalAlpha = 1;
  drawRoads(context, roads, part, colours);
  const taken: Rectangle[] = [];
  drawTowns(context, places, part, { colours, taken });
  if (part.zoom >= STREET_NAMES_FROM_ZOOM) drawStreetNames(context, roads, part, { colours, taken });
}

function drawRoads(
  context: CanvasRenderingContext2D,
  roads: readonly VectorFeature[],
  part: TilePart,
  colours: MapColours,
): void {
  const layers = ROADS.map(([kind, style]) => {
    const path = pathOf(
      roads.filter(({ tags }) => tags.kind === kind),
      part,
    );
    return { path, style, width: Math.max(0.75, style.width * 1.6 ** (part.zoom - 14)) };
  });
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = colours.line;
  for (const { path, style, width } of layers) {
    context.lineWidth = style.hasCasing ? width + 2 : width;
    context.stroke(path);
  }
  context.strokeStyle = colours.street;
  for (const { path, style, width } of layers) {
    if (!style.hasCasing) continue;
    context.lineWidth = width;
    context.stroke(path);
  }
}

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Names {
  readonly colours: MapColours;
  readonly taken: Rectangle[];
}

function drawTowns(
  context: CanvasRenderingContext2D,
  places: readonly VectorFeature[],
  part: TilePart,
  { colours, taken }: Names,
): void {
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { tags, lines } of places) {
    const [x = 0, y = 0] = toPixels(lines[0] ?? [], part);
    const size = TOWN_SIZES[Number(tags.rank) - 1] ?? 12;
    context.font = `600 ${size}px ${FONT}`;
    const name = String(tags.name);
    const half = context.measureText(name).width / 2;
    const box = { left: x - half - 4, right: x + half + 4, top: y - size, bottom: y + size };
    if (!take(box, taken)) continue;
    write(context, name, [x, y], colours);
  }
}

/** Along the longest straight stretch; once per name, and only where all of it is in this square. */
function drawStreetNames(
  context: CanvasRenderingContext2D,
  roads: readonly VectorFeature[],
  part: TilePart,
  { colours, taken }: Names,
): void {
  context.font = `12px ${FONT}`;
  const seen = new Set<unknown>();
  for (const { tags, lines } of [...roads].reverse()) {
    if (tags.name === undefined || seen.has(tags.name)) continue;
    const name = String(tags.name);
    const stretch = longestStretch(toPixels(lines[0] ?? [], part));
    const width = context.measureText(name).width;
    if (!stretch || width > stretch.length) continue;
    const box = boxOfName(stretch, width);
    if (!isInside(box, part.size) || !take(box, taken)) continue;
    seen.add(name);
    context.save();
    context.translate(stretch.x, stretch.y);
    context.rotate(stretch.angle);
    write(context, name, [0, 0], colours);
    context.restore();
  }
}

interface Stretch {
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly angle: number;
}

function boxOfName({ x, y, angle }: Stretch, width: number): Rectangle {
  const dx = (Math.abs(Math.cos(angle)) * width) / 2 + 8;
  const dy = (Math.abs(Math.sin(angle)) * width) / 2 + 8;
  return { left: x - dx, right: x + dx, top: y - dy, bottom: y + dy };
}

function isInside({ left, top, right, bottom }: Rectangle, size: number): boolean {
  return Math.min(left, top) >= 0 && Math.max(right, bottom) <= size;
}

function longestStretch(line: readonly number[]): Stretch | null {
  let longest: Stretch | null = null;
  for (let i = 0; i + 3 < line.length; i += 2) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = line.slice(i, i + 4);
    const length = Math.hypot(bx - ax, by - ay);
    if (longest && length <= longest.length) continue;
    const angle = Math.atan2(by - ay, bx - ax);
    // Never upside down.
    const upright = Math.abs(angle) > Math.PI / 2 ? angle + Math.PI : angle;
    longest = { x: (ax + bx) / 2, y: (ay + by) / 2, length, angle: upright };
  }
  return longest;
}

function take(box: Rectangle, taken: Rectangle[]): boolean {
  const isFree = taken.every(
    ({ left, right, top, bottom }) =>
      box.right < left || box.left > right || box.bottom < top || box.top > bottom,
  );
  if (isFree) taken.push(box);
  return isFree;
}

function write(
  context: CanvasRenderingContext2D,
  text: string,
  [x, y]: readonly [number, number],
  colours: MapColours,
): void {
  context.strokeStyle = colours.ground;
  context.lineWidth = 3;
  context.strokeText(text, x, y);
  context.fillStyle = colours.text;
  context.fillText(text, x, y);
}

function pathOf(features: readonly VectorFeature[], part: TilePart): Path2D {
  const path = new Path2D();
  for (const { lines } of features)
    for (const line of lines) {
      const pixels = toPixels(line, part);
      path.moveTo(pixels[0] ?? 0, pixels[1] ?? 0);
      for (let i = 2; i < pixels.length; i += 2) path.lineTo(pixels[i] ?? 0, pixels[i + 1] ?? 0);
    }
  return path;
}

function toPixels(line: readonly number[], { size, parts, column, row }: TilePart): number[] {
  const scale = (size * parts) / EXTENT;
  return line.map((unit, i) => unit * scale - (i % 2 === 0 ? column : row) * size);
}
