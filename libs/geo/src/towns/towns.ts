import { METRES_PER_DEGREE, type Place } from '@yipii/domain';
import { buildPlaceCells, CellDivision, CellGrid } from '../grid/cell-grid';
import { cosine, length, PER_DEGREE, wrapped, type PlaceColumns } from '../grid/geometry';
import { textAt, type PackedTexts } from '../texts/packed-texts';
import { countryOf } from './countries';

/** About 30 km. */
const DIVISION = new CellDivision(0.25);
/** km. Search radii: farther towns are not considered once a nearer one is certain to win. */
const NEAR = 25;
const MIDDLING = 75;

/** Assumed inhabitants per square kilometre of a town. */
const DENSITY = 4_000;
/** km. */
const SMALLEST_RADIUS = 0.5;
const LARGEST_RADIUS = 20;
/** Share of a city's radius within which it wins over its quarters and suburbs. */
const CORE = 0.4;

export interface TownColumns extends PlaceColumns {
  /** 0: unknown. */
  readonly populations: Uint32Array;
  readonly names: PackedTexts;
}

/** Estimates the town of a place from the towns' centres and populations. */
export class Towns {
  private readonly grid: CellGrid;
  private readonly radii: Float32Array;
  private readonly cosines: Float32Array;
  private readonly countries: string[] = [];

  /** @param ownCountry the source's country, for towns that the country map places in the water */
  constructor(
    private readonly columns: TownColumns,
    private readonly ownCountry: (town: number) => string | null,
  ) {
    this.grid = new CellGrid(DIVISION, buildPlaceCells(DIVISION, columns));
    this.radii = Float32Array.from(columns.populations, radiusOf);
    this.cosines = Float32Array.from(columns.lats, (lat) => cosine(lat / PER_DEGREE));
  }

  get count(): number {
    return this.columns.populations.length;
  }

  /** 0: unknown. */
  population(town: number): number {
    return this.columns.populations[town] ?? 0;
  }

  name(town: number): string {
    return textAt(this.columns.names, town);
  }

  /** ISO 3166-1 alpha-2, from the country map, so that town and place agree where sources do not. */
  country(town: number): string {
    return (this.countries[town] ??= countryOf(this.placeOf(town))?.code ?? this.ownCountry(town) ?? '');
  }

  /**
   * Returns the town of a place: the city whose core it lies in, else the nearest town relative to its size.
   *
   * @param country only towns of this country; null for any
   * @param within km from the town's edge
   */
  townOf(place: Place, country: string | null, within: number): number | null {
    const radii = [NEAR, MIDDLING, within + LARGEST_RADIUS].filter(
      (radius) => radius <= within + LARGEST_RADIUS,
    );
    for (const radius of radii) {
      const best = this.best(place, country, radius);
      // No town beyond the radius can score better.
      if (best.score <= 1 + radius - LARGEST_RADIUS) return best.score <= 1 + within ? best.town : null;
    }
    return null;
  }

  private best(place: Place, country: string | null, radius: number): { town: number; score: number } {
    const best = { town: -1, score: Infinity };
    const placeCosine = cosine(place.lat);
    this.grid.search(place, radius * 1000, (town) => {
      const score = scoreOf(this.kmTo(place, placeCosine, town), this.radii[town] ?? 0);
      if (score >= best.score || (country !== null && this.country(town) !== country)) return;
      best.town = town;
      best.score = score;
    });
    return best;
  }

  /** Its centre. */
  placeOf(town: number): Place {
    const { lngs, lats } = this.columns;
    return { lng: (lngs[town] ?? 0) / PER_DEGREE, lat: (lats[town] ?? 0) / PER_DEGREE };
  }

  /** Equirectangular approximation at the mean latitude, accurate to 1 %. */
  private kmTo({ lng, lat }: Place, placeCosine: number, town: number): number {
    const east = wrapped((this.columns.lngs[town] ?? 0) / PER_DEGREE - lng);
    const north = (this.columns.lats[town] ?? 0) / PER_DEGREE - lat;
    const shrunk = (east * (placeCosine + (this.cosines[town] ?? 0))) / 2;
    return (length(shrunk, north) * METRES_PER_DEGREE) / 1000;
  }
}

/** Radius in km of the circle that the inhabitants would fill. */
function radiusOf(population: number): number {
  return Math.min(LARGEST_RADIUS, Math.max(SMALLEST_RADIUS, Math.sqrt(population / (Math.PI * DENSITY))));
}

/** Lower is likelier: negative in a core, up to 1 within the town, plus 1 for each km from its edge. */
function scoreOf(km: number, radius: number): number {
  if (km > radius) return 1 + km - radius;
  return km <= CORE * radius && radius > SMALLEST_RADIUS ? -radius : km / radius;
}
