import type { CellGridArrays } from '../grid/cell-grid';
import type { PlaceColumns } from '../grid/geometry';
import type { NamedWays, StreetNetwork } from '../streets/street-network';
import type { PackedTexts } from '../texts/packed-texts';
import type { TownColumns } from '../towns/towns';

/** Houses with a number, as indexes into `texts`, whose first entry is empty: unknown. */
export interface HouseColumns extends PlaceColumns {
  readonly streets: Uint32Array;
  readonly numbers: Uint32Array;
  readonly towns: Uint32Array;
  readonly postcodes: Uint32Array;
  readonly texts: PackedTexts;
}

/** A region's streets as flat arrays, with the grids to look them up. */
export interface StreetData {
  readonly network: StreetNetwork;
  readonly networkCells: CellGridArrays;
  /** Named ways for people on foot. */
  readonly walks: NamedWays;
  readonly walkCells: CellGridArrays;
  readonly houses: HouseColumns;
  readonly houseCells: CellGridArrays;
  readonly towns: TownColumns;
}
