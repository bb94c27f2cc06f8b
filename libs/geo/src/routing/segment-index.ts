import type { Place } from '@yipii/domain';
import { PER_DEGREE } from '../grid/geometry';
import type { StreetNetwork } from '../streets/street-network';

/** About 100 m from south to north, in units of the network. */
const SMALLEST_CELL = 0.001 * PER_DEGREE;
const CELLS_PER_SEGMENT = 2;
const METRES_PER_UNIT = 111_195 / PER_DEGREE;

interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

/** Finds the segments near a place. Segment `i` leads from `wayNodes[i]` to `wayNodes[i + 1]`. */
export class SegmentIndex {
  private readonly box: Box;
  private readonly cell: number;
  private readonly columns: number;
  private readonly rows: number;
  /** The segments of cell `c` are `segments[starts[c]]` up to `segments[starts[c + 1]]`. */
  private readonly starts: Uint32Array;
  private readonly segments: Uint32Array;

  /** @param ranges of segments: from, up to (not included), and so on */
  constructor(
    private readonly network: StreetNetwork,
    ranges: readonly number[],
  ) {
    this.box = boundsOf(network);
    const [width, height] = [this.box.east - this.box.west, this.box.north - this.box.south];
    const most = network.wayNodes.length * CELLS_PER_SEGMENT;
    this.cell = Math.max(SMALLEST_CELL, Math.sqrt((width * height) / most));
    this.columns = Math.floor(width / this.cell) + 1;
    this.rows = Math.floor(height / this.cell) + 1;
    const starts = new Uint32Array(this.columns * this.rows + 1);
    this.eachEntry(ranges, (cell) => (starts[cell] = (starts[cell] ?? 0) + 1));
    for (let cell = 1; cell < starts.length; cell++) {
      starts[cell] = (starts[cell] ?? 0) + (starts[cell - 1] ?? 0);
    }
    this.segments = new Uint32Array(starts.at(-1) ?? 0);
    // Filled from behind: where a cell's segments end becomes where they start.
    this.eachEntry(ranges, (cell, segment) => {
      const slot = (starts[cell] ?? 0) - 1;
      starts[cell] = slot;
      this.segments[slot] = segment;
    });
    this.starts = starts;
  }

  /**
   * Visits the segments around a place from near to far, in rings; some more than once.
   *
   * @param visit answers how many metres away what is still looked for may be, at first `farthest`
   */
  search({ lat, lng }: Place, farthest: number, visit: (segment: number) => number): void {
    const column = Math.floor((lng * PER_DEGREE - this.box.west) / this.cell);
    const row = Math.floor((lat * PER_DEGREE - this.box.south) / this.cell);
    // A cell is as wide as high in degrees, so narrower in metres.
    const width = this.cell * METRES_PER_UNIT * Math.cos((lat * Math.PI) / 180);
    let reach = farthest;
    for (let ring = 0; (ring - 1) * width <= reach; ring++) {
      this.eachCellOfRing(ring, [column, row], (cell) => {
        for (let i = this.starts[cell] ?? 0; i < (this.starts[cell + 1] ?? 0); i++) {
          reach = visit(this.segments[i] ?? 0);
        }
      });
    }
  }

  private eachCellOfRing(
    ring: number,
    [column, row]: readonly [number, number],
    visit: (cell: number) => void,
  ): void {
    for (let y = Math.max(0, row - ring); y <= Math.min(this.rows - 1, row + ring); y++) {
      const step = ring === 0 || Math.abs(y - row) === ring ? 1 : 2 * ring;
      for (let x = column - ring; x <= column + ring; x += step) {
        if (x >= 0 && x < this.columns) visit(y * this.columns + x);
      }
    }
  }

  /** A segment is an entry of each cell that its bounding box touches. */
  private eachEntry(ranges: readonly number[], add: (cell: number, segment: number) => void): void {
    for (let r = 0; r < ranges.length; r += 2) {
      for (let i = ranges[r] ?? 0; i < (ranges[r + 1] ?? 0); i++) this.eachCellOf(i, (cell) => add(cell, i));
    }
  }

  private eachCellOf(segment: number, visit: (cell: number) => void): void {
    const { lngs, lats, wayNodes } = this.network;
    const [a, b] = [wayNodes[segment] ?? 0, wayNodes[segment + 1] ?? 0];
    const [x1, x2] = this.span(lngs[a] ?? 0, lngs[b] ?? 0, this.box.west);
    const [y1, y2] = this.span(lats[a] ?? 0, lats[b] ?? 0, this.box.south);
    for (let y = y1; y <= y2; y++) {
      for (let x = x1; x <= x2; x++) visit(y * this.columns + x);
    }
  }

  private span(a: number, b: number, origin: number): readonly [number, number] {
    const low = Math.floor((Math.min(a, b) - origin) / this.cell);
    return [low, Math.floor((Math.max(a, b) - origin) / this.cell)];
  }
}

function boundsOf({ lngs, lats }: StreetNetwork): Box {
  const box = { west: 0, south: 0, east: 0, north: 0 };
  if (lngs.length === 0) return box;
  [box.west, box.east] = extremes(lngs);
  [box.south, box.north] = extremes(lats);
  return box;
}

function extremes(values: Int32Array): [number, number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
