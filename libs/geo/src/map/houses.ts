import type { Place } from '@yipii/domain';
import { CellDivision, CellGrid, type CellGridArrays } from '../grid/cell-grid';
import { length, LocalPlane } from '../grid/geometry';
import { isTextAt, textAt } from '../texts/packed-texts';
import type { HouseColumns } from './street-data';

/** About 110 m. */
export const HOUSE_DIVISION = new CellDivision(0.001);

/** Metres to the nearest house of each kind (Infinity: none), and its index. */
export class NearestHouses {
  any = -1;
  anyMetres = Infinity;
  ofStreet = -1;
  private ofStreetMetres = Infinity;
  withPostcode = -1;
  private withPostcodeMetres = Infinity;

  constructor(
    private readonly houses: HouseColumns,
    private readonly street: string | null,
  ) {}

  add(house: number, metres: number): void {
    const { houses } = this;
    if (metres < this.anyMetres) {
      this.any = house;
      this.anyMetres = metres;
    }
    if (metres < this.withPostcodeMetres && houses.postcodes[house] !== 0) {
      this.withPostcode = house;
      this.withPostcodeMetres = metres;
    }
    if (metres < this.ofStreetMetres && this.isOnStreet(house)) {
      this.ofStreet = house;
      this.ofStreetMetres = metres;
    }
  }

  private isOnStreet(house: number): boolean {
    const { streets, texts } = this.houses;
    return this.street !== null && isTextAt(texts, streets[house] ?? 0, this.street);
  }
}

/** Finds houses by place. */
export class Houses {
  private readonly grid: CellGrid;

  constructor(
    private readonly columns: HouseColumns,
    cells: CellGridArrays,
  ) {
    this.grid = new CellGrid(HOUSE_DIVISION, cells);
  }

  /** The nearest within `radius` metres: of all, of this street, and of those with a known postcode. */
  nearest(place: Place, radius: number, street: string | null): NearestHouses {
    const nearest = new NearestHouses(this.columns, street);
    const { lngs, lats } = this.columns;
    const plane = new LocalPlane(place);
    this.grid.search(place, radius, (house) => {
      const metres = length(plane.east(lngs[house] ?? 0), plane.north(lats[house] ?? 0));
      if (metres <= radius) nearest.add(house, metres);
    });
    return nearest;
  }

  street(house: number): string | null {
    return this.text(this.columns.streets, house);
  }
  number(house: number): string | null {
    return this.text(this.columns.numbers, house);
  }
  town(house: number): string | null {
    return this.text(this.columns.towns, house);
  }
  postcode(house: number): string | null {
    return this.text(this.columns.postcodes, house);
  }

  /** Null if there is no house, or it is not mapped. */
  private text(column: Uint32Array, house: number): string | null {
    const index = column[house] ?? 0;
    return index === 0 ? null : textAt(this.columns.texts, index);
  }
}
