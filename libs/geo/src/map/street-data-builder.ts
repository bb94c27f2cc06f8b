import { buildPlaceCells } from '../grid/cell-grid';
import { PER_DEGREE } from '../grid/geometry';
import { buildSegmentCells } from '../grid/segments';
import type { MapFeature, Point, Tags } from '../source/map-feature';
import { IntColumn } from '../streets/int-column';
import { NetworkBuilder, WaysBuilder } from '../streets/street-network';
import { isRoadClass, streetOf } from '../streets/street-of';
import { packTexts } from '../texts/packed-texts';
import { Texts } from '../texts/texts';
import { HOUSE_DIVISION } from './houses';
import type { HouseColumns, StreetData } from './street-data';

/** Named ways for pedestrians that count as streets: squares, lanes, stairs. */
const WALKED = new Set(['pedestrian', 'footway', 'steps', 'path', 'cycleway']);
/** Assumed population of a place where none is mapped. */
const POPULATION_OF_PLACE: Readonly<Record<string, number>> = { city: 100_000, town: 10_000, village: 1_000 };

/** Collects the streets, houses and towns of a map. */
export class StreetDataBuilder {
  private readonly network = new NetworkBuilder();
  private readonly walks = new WaysBuilder();
  private readonly houses = new HousesBuilder();
  private readonly towns = new TownsBuilder();
  /** Of drivable streets. */
  streetCount = 0;

  add(feature: MapFeature): void {
    const { tags, points } = feature;
    const street = streetOf(feature);
    if (street) {
      this.streetCount++;
      this.network.add(street);
    } else if (points.length > 1 && isStreetByName(tags)) {
      this.walks.add({ points, name: tags.name ?? null });
    }
    if (tags['addr:housenumber'] !== undefined) this.houses.add(feature);
    if (points.length === 1) this.towns.add(feature);
  }

  finish(): StreetData {
    const network = this.network.finish();
    const walks = this.walks.finish();
    const houses = this.houses.finish();
    return {
      network,
      networkCells: buildSegmentCells(network),
      walks,
      walkCells: buildSegmentCells(walks),
      houses,
      houseCells: buildPlaceCells(HOUSE_DIVISION, houses),
      towns: this.towns.finish(),
    };
  }
}

/** Roads that are closed to vehicles have addresses, too. */
function isStreetByName({ highway = '', name }: Tags): boolean {
  return name !== undefined && (WALKED.has(highway) || isRoadClass(highway));
}

class HousesBuilder {
  private readonly lngs = new IntColumn();
  private readonly lats = new IntColumn();
  private readonly columns = {
    streets: new IntColumn(),
    numbers: new IntColumn(),
    towns: new IntColumn(),
    postcodes: new IntColumn(),
  };
  private readonly texts = new Texts();

  add({ tags, points }: MapFeature): void {
    const street = tags['addr:street'] ?? tags['addr:place'];
    if (street === undefined) return;
    const [lng, lat] = middleOf(points);
    this.lngs.push(Math.round(lng * PER_DEGREE));
    this.lats.push(Math.round(lat * PER_DEGREE));
    this.columns.streets.push(this.textAt(street));
    this.columns.numbers.push(this.textAt(tags['addr:housenumber']));
    this.columns.towns.push(this.textAt(tags['addr:city']));
    this.columns.postcodes.push(this.textAt(tags['addr:postcode']));
  }

  private textAt(text = ''): number {
    return this.texts.at(text.trim());
  }

  finish(): HouseColumns {
    return {
      lngs: this.lngs.toInt32(),
      lats: this.lats.toInt32(),
      streets: this.columns.streets.toUint32(),
      numbers: this.columns.numbers.toUint32(),
      towns: this.columns.towns.toUint32(),
      postcodes: this.columns.postcodes.toUint32(),
      texts: packTexts(this.texts.all()),
    };
  }
}

class TownsBuilder {
  private readonly lngs = new IntColumn();
  private readonly lats = new IntColumn();
  private readonly populations = new IntColumn();
  private readonly names: string[] = [];

  add({ tags, points: [point] }: MapFeature): void {
    const usual = POPULATION_OF_PLACE[tags.place ?? ''];
    if (usual === undefined || tags.name === undefined || !point) return;
    this.lngs.push(Math.round(point[0] * PER_DEGREE));
    this.lats.push(Math.round(point[1] * PER_DEGREE));
    this.populations.push(Number.parseInt(tags.population ?? '', 10) || usual);
    this.names.push(tags.name);
  }

  finish() {
    return {
      lngs: this.lngs.toInt32(),
      lats: this.lats.toInt32(),
      populations: this.populations.toUint32(),
      names: packTexts(this.names),
    };
  }
}

/** The centre of a building's corners; of a node, its place. */
function middleOf(points: readonly Point[]): Point {
  const [first, last] = [points[0], points.at(-1)];
  const isClosed = points.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
  const corners = isClosed ? points.slice(1) : points;
  const sum = corners.reduce<Point>(([lng, lat], corner) => [lng + corner[0], lat + corner[1]], [0, 0]);
  return [sum[0] / corners.length, sum[1] / corners.length];
}
