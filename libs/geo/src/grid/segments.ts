import type { Place } from '@yipii/domain';
import type { NamedWays } from '../streets/street-network';
import { firstFrom } from './binary-search';
import { buildCells, CellDivision, CellGrid, type CellGridArrays, type PutItem } from './cell-grid';
import { bearing, length, LocalPlane, nearestShare, PER_DEGREE, wrapped } from './geometry';

/** About 110 m: some ten segments a cell. */
const DIVISION = new CellDivision(0.001);

/** A segment is identified by the index in `wayNodes` of its first node. */
export class Segments {
  private readonly grid: CellGrid;

  constructor(
    private readonly ways: NamedWays,
    cells: CellGridArrays,
  ) {
    this.grid = new CellGrid(DIVISION, cells);
  }

  /** Calls `visit` with each segment within `radius` metres, at least once, and its distance. */
  near(place: Place, radius: number, visit: (segment: number, metres: number) => void): void {
    const plane = new LocalPlane(place);
    this.grid.search(place, radius, (segment) => {
      const metres = this.distance(plane, segment, radius);
      if (metres <= radius) visit(segment, metres);
    });
  }

  wayOf(segment: number): number {
    return firstFrom(this.ways.wayStarts, segment + 1) - 1;
  }

  /** Degrees clockwise from north, along the way's nodes. */
  headingOf(segment: number): number {
    return bearing(this.placeAt(segment), this.placeAt(segment + 1));
  }

  /** The point of a segment that is nearest to a place. */
  nearestPoint(segment: number, place: Place): Place {
    const [a, b] = [this.placeAt(segment), this.placeAt(segment + 1)];
    const { share } = new LocalPlane(place).passing(a, b);
    return {
      lng: wrapped(a.lng + wrapped(b.lng - a.lng) * share),
      lat: a.lat + (b.lat - a.lat) * share,
    };
  }

  /** Metres from the plane's origin to the nearest point of the segment; Infinity if certainly beyond `radius`. */
  private distance(plane: LocalPlane, segment: number, radius: number): number {
    const y = plane.north(this.lat(segment));
    const toY = plane.north(this.lat(segment + 1));
    if (Math.min(y, toY) > radius || Math.max(y, toY) < -radius) return Infinity;
    const x = plane.east(this.lng(segment));
    const dx = plane.east(this.lng(segment + 1)) - x;
    const dy = toY - y;
    const share = nearestShare(x, y, dx, dy);
    return length(x + share * dx, y + share * dy);
  }

  private placeAt(index: number): Place {
    return { lng: this.lng(index) / PER_DEGREE, lat: this.lat(index) / PER_DEGREE };
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

/** The cells that a line touches; a few extra ones at its corners do no harm. */
function putLine(a: Place, b: Place, put: PutItem): void {
  const [south, north] = a.lat <= b.lat ? [a, b] : [b, a];
  // The short way round, across the antimeridian if necessary.
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
