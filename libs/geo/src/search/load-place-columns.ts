import type { Place } from '@yipii/domain';
import { PER_DEGREE } from '../grid/geometry';
import { loadStreetData } from '../map/load-street-data';
import { theWorld, type StreetMapOptions } from '../map/load-street-map';
import { MemoryStreetMap } from '../map/memory-street-map';
import type { StreetData } from '../map/street-data';
import { StreetIndex } from '../map/street-index';
import type { NamedWays } from '../streets/street-network';
import { textAt } from '../texts/packed-texts';
import { Towns } from '../towns/towns';
import { fold } from './fold';
import type { PlaceIndexColumns } from './place-columns';
import { PlaceIndexBuilder } from './place-index-builder';

/** Degrees. Ways of one name within such a cell, some 5 km, are one street. */
const STREET_CELL = 0.05;
/** Degrees. A town of two sources lies no farther apart. */
const SAME_TOWN = 0.1;

/**
 * Collects the towns of the world and, where there are any, the streets and towns of a region, from the data that
 * addresses come from. Takes seconds for a country: call it in a thread of its own.
 * @throws {StreetsError} if the street file is missing or unusable
 */
export async function loadPlaceColumns({
  streets,
  cacheFolder,
  log,
}: StreetMapOptions): Promise<PlaceIndexColumns> {
  const data = streets === undefined ? null : await loadStreetData(streets, cacheFolder, log);
  const builder = new PlaceIndexBuilder();
  const towns = data && new Towns(data.towns, () => null);
  const isKnown = addTowns(builder, theWorld().world, () => false);
  if (data && towns) {
    addTowns(builder, towns, isKnown);
    addStreets(builder, data, towns);
  }
  return builder.finish();
}

type IsKnown = (name: string, place: Place) => boolean;

/** Returns what tells whether a town is among them. */
function addTowns(builder: PlaceIndexBuilder, towns: Towns, isKnown: IsKnown): IsKnown {
  const places = new Map<string, Place[]>();
  for (let town = 0; town < towns.count; town++) {
    const [name, place] = [towns.name(town), towns.placeOf(town)];
    if (name === '' || isKnown(name, place)) continue;
    const folded = fold(name);
    places.set(folded, [...(places.get(folded) ?? []), place]);
    builder.add({
      kind: 'town',
      name,
      ...place,
      country: towns.country(town),
      population: towns.population(town),
    });
  }
  return (name, { lat, lng }) =>
    (places.get(fold(name)) ?? []).some(
      (other) => Math.abs(other.lat - lat) < SAME_TOWN && Math.abs(other.lng - lng) < SAME_TOWN,
    );
}

function addStreets(builder: PlaceIndexBuilder, data: StreetData, towns: Towns): void {
  const map = new MemoryStreetMap({ ...theWorld(), streets: { index: new StreetIndex(data), towns } });
  const added = new Set<string>();
  for (const { name, place } of namedWays(data.network, data.walks)) {
    const cell = `${Math.floor(place.lat / STREET_CELL)} ${Math.floor(place.lng / STREET_CELL)} ${name}`;
    if (added.has(cell)) continue;
    added.add(cell);
    const { town = null, country = null } = map.addressOf(place) ?? {};
    builder.add({ kind: 'street', name, ...place, town, country });
  }
}

function* namedWays(
  ...maps: readonly NamedWays[]
): Iterable<{ readonly name: string; readonly place: Place }> {
  for (const ways of maps)
    for (let way = 0; way < ways.nameOf.length; way++) {
      const name = textAt(ways.names, ways.nameOf[way] ?? 0);
      if (name !== '') yield { name, place: middleOf(ways, way) };
    }
}

/** The node in its middle, which lies on it. */
function middleOf({ wayStarts, wayNodes, lngs, lats }: NamedWays, way: number): Place {
  const node = wayNodes[((wayStarts[way] ?? 0) + (wayStarts[way + 1] ?? 0)) >>> 1] ?? 0;
  return { lng: (lngs[node] ?? 0) / PER_DEGREE, lat: (lats[node] ?? 0) / PER_DEGREE };
}
