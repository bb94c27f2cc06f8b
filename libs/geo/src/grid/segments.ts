import type { Place } from '@yipii/domain';
import type { NamedWays } from '../streets/street-network';
import { buildCells, CellDivision, CellGrid, type CellGridArrays, type PutItem } from './cell-grid';
import { headingOf, length, LocalPlane, PER_DEGREE } from './geometry';

/** About 110 m: some ten segments a cell. */
const DIVISION = new CellDivision(0.001);

/** A segment is named by the index in `wayNodes` of the node where it begins. */
export class Segments {
  private readonly grid: CellGrid;

  constructor(
    private readonly ways: NamedWays,
    cells: CellGridArrays,
  ) {
    this.grid = new CellGrid(DIVISION, cells);
  }

  /** Calls `visit` with each segment that is within `radius` metres, at least once, and how far it is. */
  near(place: Place, radius: number, visit: (segment: number, metres: number) => void): void {
    const plane = new LocalPlane(place);
    this.grid.search(place, radius, (segment) => {
      const metres = this.distance(plane, segment, radius);
      if (metres <= radius) visit(segment, metres);
    });
  }

  wayOf(segment: number): number {
    const { wayStarts } = this.ways;
    let low = 0;
    let high = wayStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((wayStarts[middle] ?? 0) <= segment) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Degrees clockwise from north, along the way's nodes. */
  headingOf(segment: number): number {
    const from = { lng: this.lng(segment) / PER_DEGREE, lat: this.lat(segment) / PER_DEGREE };
    const plane = new LocalPlane(from);
    return headingOf(plane.east(this.lng(segment + 1)), plane.north(this.lat(segment + 1)));
  }

  /** Metres from the plane's origin to the nearest point of the segment; Infinity, if that is surely beyond `radius`. */
  private distance(plane: LocalPlane, segment: number, radius: number): number {
    const y = plane.north(this.lat(segment));
    const toY = plane.north(this.lat(segment + 1));
    if (Math.min(y, toY) > radius || Math.max(y, toY) < -radius) return Infinity;
    const x = plane.east(this.lng(segment));
    const dx = plane.east(this.lng(segment + 1)) - x;
    const dy = toY - y;
    const squared = dx * dx + dy * dy;
    const along = squared === 0 ? 0 : Math.min(1, Math.max(0, -(x * dx + y * dy) / squared));
    return length(x + along * dx, y + along * dy);
  }

  /** Of a node of a way. */
  private lng(index: number): number {
    return this.ways.lngs[this.ways.wayNodes[index] ?? 0] ?? 0;
  }

  private lat(index: number): number {
    return this.ways.lats[this.ways.wayNodes[index] ?? 0] ?? 0;
  }
}

/** The cells of every segment of the ways. */
export function buildSegmentCells(ways: NamedWays): CellGridArrays {
  const { lngs, lats, wayNodes, wayStarts } = ways;
  const isLast = new Uint8Array(wayNodes.length);
  for (const end of wayStarts) if (end > 0) isLast[end - 1] = 1;
  return buildCells(DIVISION, wayNodes.length, (segment, put) => {
    if (isLast[segment]) return;
    const from = wayNodes[segment] ?? 0;
    const to = wayNodes[segment + 1] ?? 0;
    putLine(
      { lng: (lngs[from] ?? 0) / PER_DEGREE, lat: (lats[from] ?? 0) / PER_DEGREE },
      { lng: (lngs[to] ?? 0) / PER_DEGREE, lat: (lats[to] ?? 0) / PER_DEGREE },
      put,
    );
  });
}

/** The cells that a line touches; a few more at its corners do no harm. */
function putLine(a: Place, b: Place, put: PutItem): void {
  const [south, north] = a.lat <= b.lat ? [a, b] : [b, a];
  // The short way round, over the antimeridian if need be.
  const turn = north.lng - south.lng;
  const width = turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
  const height = north.lat - south.lat;
  const lastRow = DIVISION.rowOf(north.lat);
  for (let row = DIVISION.rowOf(south.lat); row <= lastRow; row++) {
    const enter = Math.max(0, DIVISION.southOf(row) - south.lat);
    const leave = Math.min(height, DIVISION.southOf(row + 1) - south.lat);
    const [from, to] = height === 0 ? [0, 1] : [enter / height, leave / height];
    const ends = [south.lng + width * from, south.lng + width * to] as const;
    const last = DIVISION.columnOf(row, Math.max(...ends));
    for (let column = DIVISION.columnOf(row, Math.min(...ends)); column <= last; column++) put(row, column);
  }
}
