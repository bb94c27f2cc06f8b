import { METRES_PER_DEGREE, type Place } from '../position/place';
import type { Position } from './geometry';

const RADIANS = Math.PI / 180;
/** Edges in a row that are looked at together, or together left out. */
const EDGES_OF_RUN = 16;

/** Edges in a row, and the box around them in degrees. */
interface Run {
  /** Of its first and last vertex. */
  readonly first: number;
  readonly last: number;
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/**
 * The edges of lines or rings, in short runs: of a shape with a thousand vertices only the few runs are looked at that
 * may matter to a place. Edges are straight on a map whose scale is that at the place, which is exact where it matters:
 * nearby.
 */
export class Edges {
  /** Longitudes and latitudes in turn, line after line. */
  private readonly vertices: Float64Array;
  private readonly runs: readonly Run[];

  constructor(lines: readonly (readonly Position[])[]) {
    this.vertices = Float64Array.from(lines.flat(2));
    const runs: Run[] = [];
    let start = 0;
    for (const line of lines) {
      const end = start + line.length - 1;
      for (let first = start; first < end; first += EDGES_OF_RUN)
        runs.push(this.run(first, Math.min(end, first + EDGES_OF_RUN)));
      start = end + 1;
    }
    this.runs = runs;
  }

  /** Returns the square of the metres to the nearest edge. */
  squareTo(place: Place): number {
    const scale = Math.cos(place.lat * RADIANS) * METRES_PER_DEGREE;
    const nearest = this.nearestRun(place, scale);
    let least = nearest ? this.squareToRun(nearest, place, scale) : Infinity;
    for (const run of this.runs) {
      if (run === nearest || squareToBox(run, place, scale) >= least) continue;
      least = Math.min(least, this.squareToRun(run, place, scale));
    }
    return least;
  }

  /** By the number of edges west of the place: odd within rings, even outside and in their holes. */
  surround(place: Place): boolean {
    const { lat, lng } = place;
    let edges = 0;
    for (const run of this.runs) {
      if (lat >= run.south && lat < run.north && lng >= run.west) edges += this.edgesWest(run, place);
    }
    return edges % 2 === 1;
  }

  /** Counts the edges that a line from the place to the west crosses. */
  private edgesWest({ first, last }: Run, { lat, lng }: Place): number {
    const { vertices } = this;
    let edges = 0;
    for (let i = first * 2 + 2; i <= last * 2; i += 2) {
      const [y1, y2] = [vertices[i - 1] ?? 0, vertices[i + 1] ?? 0];
      if (y1 > lat === y2 > lat) continue;
      const [x1, x2] = [vertices[i - 2] ?? 0, vertices[i] ?? 0];
      if (x1 + ((lat - y1) / (y2 - y1)) * (x2 - x1) < lng) edges += 1;
    }
    return edges;
  }

  private run(first: number, last: number): Run {
    const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
    for (let i = first * 2; i <= last * 2; i += 2) {
      const [lng, lat] = [this.vertices[i] ?? 0, this.vertices[i + 1] ?? 0];
      box.west = Math.min(box.west, lng);
      box.east = Math.max(box.east, lng);
      box.south = Math.min(box.south, lat);
      box.north = Math.max(box.north, lat);
    }
    return { first, last, ...box };
  }

  /** The one whose box is nearest: with its distance most others can be left out. */
  private nearestRun(place: Place, scale: number): Run | undefined {
    let least = Infinity;
    let nearest: Run | undefined;
    for (const run of this.runs) {
      const square = squareToBox(run, place, scale);
      if (square >= least) continue;
      least = square;
      nearest = run;
    }
    return nearest;
  }

  private squareToRun({ first, last }: Run, { lat, lng }: Place, scale: number): number {
    const { vertices } = this;
    let least = Infinity;
    let x1 = ((vertices[first * 2] ?? 0) - lng) * scale;
    let y1 = ((vertices[first * 2 + 1] ?? 0) - lat) * METRES_PER_DEGREE;
    for (let i = first * 2 + 2; i <= last * 2; i += 2) {
      const x2 = ((vertices[i] ?? 0) - lng) * scale;
      const y2 = ((vertices[i + 1] ?? 0) - lat) * METRES_PER_DEGREE;
      least = Math.min(least, squareToEdge(x1, y1, x2 - x1, y2 - y1));
      x1 = x2;
      y1 = y2;
    }
    return least;
  }
}

function squareToBox({ west, south, east, north }: Run, { lat, lng }: Place, scale: number): number {
  const x = Math.max(west - lng, lng - east, 0) * scale;
  const y = Math.max(south - lat, lat - north, 0) * METRES_PER_DEGREE;
  return x * x + y * y;
}

/** The place is the origin; the edge begins at x, y and leads dx, dy. */
function squareToEdge(x: number, y: number, dx: number, dy: number): number {
  const square = dx * dx + dy * dy;
  const share = square > 0 ? Math.min(1, Math.max(0, -(x * dx + y * dy) / square)) : 0;
  const nx = x + share * dx;
  const ny = y + share * dy;
  return nx * nx + ny * ny;
}
