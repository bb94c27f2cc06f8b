import { writeAlong, writeAt, type Letters, type Rectangle } from './names';
import { pathOf, toPixels, type TilePart } from './tile-part';
import type { VectorFeature, VectorTile } from './vector-tile';

export interface MapColours {
  readonly ground: string;
  readonly water: string;
  readonly green: string;
  readonly street: string;
  readonly line: string;
  readonly text: string;
  readonly muted: string;
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

/** Draws land, parks, water, borders, streets and names, from the bottom up. */
export function drawTile(
  context: CanvasRenderingContext2D,
  { land = [], green = [], water = [], borders = [], roads = [], places = [] }: VectorTile,
  part: TilePart,
  colours: MapColours,
): void {
  context.fillStyle = colours.water;
  context.fillRect(0, 0, part.size, part.size);
  context.fillStyle = colours.ground;
  context.fill(pathOf(land, part), 'evenodd');
  context.fillStyle = colours.green;
  context.fill(pathOf(green, part));
  context.fillStyle = colours.water;
  context.fill(pathOf(water, part));
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
  for (const { tags, lines } of places) {
    const letters = lettersOf(colours, TOWN_SIZES[Number(tags.rank) - 1] ?? 12, 600);
    const [x = 0, y = 0] = toPixels(lines[0] ?? [], part);
    writeAt(context, String(tags.name), [x, y], { letters, taken });
  }
}

/** Once per name. */
function drawStreetNames(
  context: CanvasRenderingContext2D,
  roads: readonly VectorFeature[],
  part: TilePart,
  { colours, taken }: Names,
): void {
  const letters = lettersOf(colours, 12, 400);
  const seen = new Set<unknown>();
  for (const { tags, lines } of [...roads].reverse()) {
    if (tags.name === undefined || seen.has(tags.name)) continue;
    const line = toPixels(lines[0] ?? [], part);
    if (writeAlong(context, String(tags.name), line, { letters, taken, size: part.size }))
      seen.add(tags.name);
  }
}

function lettersOf(colours: MapColours, size: number, weight: number): Letters {
  return { size, weight, colour: colours.text, halo: colours.ground };
}
