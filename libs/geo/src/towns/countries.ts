import { borders, feature } from '@rapideditor/country-coder';
import type { Place } from '@yipii/domain';
import type { Geometry, Position } from 'geojson';

export interface Country {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** In English. */
  readonly name: string;
}

/** Degrees. */
const CELL = 0.1;
const COLUMNS = 360 / CELL;
const ROWS = 180 / CELL;
const UNKNOWN = 0;
const HAS_BORDER = 1;
const HIGH_SEAS = 2;
const FIRST_COUNTRY = 3;

/**
 * Per cell of the earth, row by row from the south: whether a border passes, else its country once it was looked
 * up. Untouched memory is never allocated.
 */
const cells = new Uint16Array(COLUMNS * ROWS);
const countries: Country[] = [];

/** Finds the country or territory (with its own code) of a place on land or in coastal water; null on the high seas. */
export function countryOf(place: Place): Country | null {
  if (cells[0] === UNKNOWN) markBorders();
  const cell = cellOf(place.lng, place.lat);
  const known = cells[cell] ?? HAS_BORDER;
  if (known >= FIRST_COUNTRY) return countries[known - FIRST_COUNTRY] ?? null;
  if (known === HIGH_SEAS) return null;
  const country = lookUp(place);
  if (known === UNKNOWN) cells[cell] = country ? FIRST_COUNTRY + countries.indexOf(country) : HIGH_SEAS;
  return country;
}

/** Reserved codes of territories, which are no countries of ISO 3166-1: those that they belong to there. */
const RESERVED: Readonly<Record<string, string>> = {
  AC: 'SH',
  CP: 'FR',
  CQ: 'GG',
  DG: 'IO',
  EA: 'ES',
  IC: 'ES',
  TA: 'SH',
};

/** About 4 µs. */
function lookUp({ lng, lat }: Place): Country | null {
  // The border data has a gap of some hundred metres at the antimeridian.
  const off = Math.min(179.99, Math.max(-179.99, lng));
  const found = feature([off, lat], { level: 'territory', withProp: 'iso1A2' })?.properties;
  if (!found?.iso1A2) return null;
  const { iso1A2, nameEn: name } = found;
  const code = RESERVED[iso1A2] ?? iso1A2;
  const known = countries.find((country) => country.code === code);
  if (!known) countries.push({ code, name });
  return known ?? countries.at(-1) ?? null;
}

function markBorders(): void {
  // The first cell lies on the edge of Antarctica, wherever that is drawn.
  cells[0] = HAS_BORDER;
  const shapes: readonly (Geometry | null)[] = borders.features.map(({ geometry }) => geometry);
  for (const shape of shapes) {
    if (shape?.type !== 'MultiPolygon') continue;
    for (const ring of shape.coordinates.flat()) ring.forEach((to, i) => markLine(ring[i - 1] ?? to, to));
  }
}

/** The cells of the bounding boxes around pieces of a line no longer than a cell. */
function markLine([fromLng = 0, fromLat = 0]: Position, [toLng = 0, toLat = 0]: Position): void {
  const [east, north] = [toLng - fromLng, toLat - fromLat];
  const pieces = Math.ceil(Math.max(Math.abs(east), Math.abs(north)) / CELL);
  for (let i = 0; i < pieces; i++) {
    const lngs = [fromLng + (east * i) / pieces, fromLng + (east * (i + 1)) / pieces];
    const lats = [fromLat + (north * i) / pieces, fromLat + (north * (i + 1)) / pieces];
    for (const lng of lngs) for (const lat of lats) cells[cellOf(lng, lat)] = HAS_BORDER;
  }
}

function cellOf(lng: number, lat: number): number {
  const row = Math.min(ROWS - 1, Math.floor((lat + 90) / CELL));
  return row * COLUMNS + Math.min(COLUMNS - 1, Math.floor((lng + 180) / CELL));
}
