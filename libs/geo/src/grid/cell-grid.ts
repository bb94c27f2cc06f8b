import { METRES_PER_DEGREE, type Place } from '@yipii/domain';
import { firstFrom } from './binary-search';
import { cosine, PER_DEGREE, type PlaceColumns } from './geometry';

/** The content of a {@link CellGrid} as stored on disk. */
export interface CellGridArrays {
  /** Per row, from south to north, plus one: index of its first cell in `columns`. */
  readonly rowStarts: Uint32Array;
  /** Per non-empty cell, ascending within its row. */
  readonly columns: Uint32Array;
  /** Per cell, plus one: index of its first item. */
  readonly cellStarts: Uint32Array;
  readonly items: Uint32Array;
}

/** Calls `put` with each cell that the item touches. */
export type PutItem = (row: number, column: number) => void;

/**
 * Divides the earth into rows of `size` degrees of latitude, and each row into columns such that cells are about
 * square. Columns start at the antimeridian.
 */
export class CellDivision {
  readonly rows: number;
  private readonly columns: Uint32Array;

  constructor(private readonly size: number) {
    this.rows = Math.ceil(180 / size);
    this.columns = Uint32Array.from({ length: this.rows }, (_, row) =>
      Math.max(1, Math.floor((360 * cosine((row + 0.5) * size - 90)) / size)),
    );
  }

  rowOf(lat: number): number {
    return Math.min(this.rows - 1, Math.max(0, Math.floor((lat + 90) / this.size)));
  }

  /** Latitude of its southern edge. */
  southOf(row: number): number {
    return row * this.size - 90;
  }

  columnsOf(row: number): number {
    return this.columns[row] ?? 1;
  }

  /** Not wrapped: negative, or beyond the row's columns, for longitudes across the antimeridian. */
  columnOf(row: number, lng: number): number {
    return Math.floor(((lng + 180) / 360) * this.columnsOf(row));
  }
}

/** Finds items near a place in constant time, anywhere, including the antimeridian and the poles. */
export class CellGrid {
  constructor(
    private readonly division: CellDivision,
    private readonly arrays: CellGridArrays,
  ) {}

  /** Calls `visit` with every item within `radius` metres; also with some beyond, and with some more than once. */
  search({ lat, lng }: Place, radius: number, visit: (item: number) => void): void {
    const { division } = this;
    const degrees = radius / METRES_PER_DEGREE;
    const lastRow = division.rowOf(lat + degrees);
    const farthest = cosine(Math.min(90, Math.abs(lat) + degrees));
    const width = farthest * 180 > degrees ? degrees / farthest : 180;
    for (let row = division.rowOf(lat - degrees); row <= lastRow; row++) {
      this.visitRow(row, division.columnOf(row, lng - width), division.columnOf(row, lng + width), visit);
    }
  }

  /** From column to column, which may be beyond the antimeridian. */
  private visitRow(row: number, first: number, last: number, visit: (item: number) => void): void {
    const columns = this.division.columnsOf(row);
    const isWhole = last - first + 1 >= columns;
    const west = isWhole ? 0 : first;
    const east = isWhole ? columns - 1 : last;
    if (west < 0) this.visitCells(row, west + columns, columns - 1, visit);
    this.visitCells(row, Math.max(0, west), Math.min(columns - 1, east), visit);
    if (east >= columns) this.visitCells(row, 0, east - columns, visit);
  }

  private visitCells(row: number, west: number, east: number, visit: (item: number) => void): void {
    const { rowStarts, columns, cellStarts, items } = this.arrays;
    const end = rowStarts[row + 1] ?? 0;
    let cell = firstFrom(columns, west, rowStarts[row] ?? 0, end);
    for (; cell < end && (columns[cell] ?? 0) <= east; cell++) {
      const last = cellStarts[cell + 1] ?? 0;
      for (let i = cellStarts[cell] ?? 0; i < last; i++) visit(items[i] ?? 0);
    }
  }
}

/** @param cellsOf returns the cells of items 0 to `count` - 1; must be deterministic */
export function buildCells(
  division: CellDivision,
  count: number,
  cellsOf: (item: number, put: PutItem) => void,
): CellGridArrays {
  const rowEnds = countByRow(division, count, cellsOf);
  // Column and item in one number, so that a row can be sorted natively.
  const entries = new Float64Array(rowEnds.at(-1) ?? 0);
  const free = rowEnds.slice(0, -1);
  for (let item = 0; item < count; item++)
    cellsOf(item, (row, column) => {
      const columns = division.columnsOf(row);
      const wrappedColumn = ((column % columns) + columns) % columns;
      const at = free[row] ?? 0;
      entries[at] = wrappedColumn * ITEMS + item;
      free[row] = at + 1;
    });
  for (let row = 0; row < division.rows; row++) entries.subarray(rowEnds[row], rowEnds[row + 1]).sort();
  return toArrays(entries, rowEnds);
}

const ITEMS = 2 ** 32;

/** Per row, plus one: number of entries before it. */
function countByRow(
  division: CellDivision,
  count: number,
  cellsOf: (item: number, put: PutItem) => void,
): Uint32Array {
  const starts = new Uint32Array(division.rows + 1);
  const countOne: PutItem = (row) => (starts[row + 1] = (starts[row + 1] ?? 0) + 1);
  for (let item = 0; item < count; item++) cellsOf(item, countOne);
  for (let row = 0; row < division.rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0);
  return starts;
}

function toArrays(entries: Float64Array, rowEnds: Uint32Array): CellGridArrays {
  const rowStarts = new Uint32Array(rowEnds.length);
  const items = new Uint32Array(entries.length);
  const columns = new Uint32Array(entries.length);
  const cellStarts = new Uint32Array(entries.length + 1);
  let cells = 0;
  for (let row = 0; row + 1 < rowEnds.length; row++) {
    rowStarts[row] = cells;
    const first = rowEnds[row] ?? 0;
    for (let i = first; i < (rowEnds[row + 1] ?? 0); i++) {
      const column = Math.floor((entries[i] ?? 0) / ITEMS);
      if (i === first || columns[cells - 1] !== column) {
        columns[cells] = column;
        cellStarts[cells++] = i;
      }
      items[i] = (entries[i] ?? 0) % ITEMS;
    }
  }
  rowStarts[rowEnds.length - 1] = cells;
  cellStarts[cells] = entries.length;
  return { rowStarts, columns: columns.slice(0, cells), cellStarts: cellStarts.slice(0, cells + 1), items };
}

/** A grid of places. */
export function buildPlaceCells(division: CellDivision, { lngs, lats }: PlaceColumns): CellGridArrays {
  return buildCells(division, lngs.length, (item, put) => {
    const row = division.rowOf((lats[item] ?? 0) / PER_DEGREE);
    put(row, division.columnOf(row, (lngs[item] ?? 0) / PER_DEGREE));
  });
}
