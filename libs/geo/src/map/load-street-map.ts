import type { StreetMap } from '@yipii/domain';
import type { StreetNetwork } from '../streets/street-network';
import { GEONAMES_ATTRIBUTION, loadGeoNames } from '../towns/geonames';
import { Land } from '../towns/land';
import { Towns } from '../towns/towns';
import { loadStreetData, type StreetLog } from './load-street-data';
import { MemoryStreetMap, type MapParts } from './memory-street-map';
import { StreetIndex } from './street-index';

/** Attribution of the street data; must be shown wherever streets or addresses are. */
export const STREETS_ATTRIBUTION = '© OpenStreetMap contributors, ODbL';

export interface StreetMapOptions {
  /** An .osm.pbf file or a GeoJSON street network; undefined: towns and countries only. */
  readonly streets?: string;
  /** Folder that caches what is built from the file. It may be deleted. */
  readonly cacheFolder: string;
  readonly log: StreetLog;
}

export interface LoadedStreetMap extends StreetMap {
  /** Null if there are no streets. */
  readonly network: StreetNetwork | null;
  /** Must be shown wherever map data is. */
  readonly attribution: readonly string[];
}

/**
 * Loads towns and countries of the world, and the streets of a region. Without a cache a country takes seconds, in
 * which the process does little else.
 *
 * @throws {StreetsError} if the street file is missing or unusable; everything else loads without it
 */
export async function loadStreetMap({
  streets,
  cacheFolder,
  log,
}: StreetMapOptions): Promise<LoadedStreetMap> {
  const data = streets === undefined ? null : await loadStreetData(streets, cacheFolder, log);
  const map = new MemoryStreetMap({
    ...theWorld(),
    streets: data && { index: new StreetIndex(data), towns: new Towns(data.towns, () => null) },
  });
  return {
    addressOf: (place) => map.addressOf(place),
    speedLimitOf: (place, heading) => map.speedLimitOf(place, heading),
    network: data?.network ?? null,
    attribution: data ? [STREETS_ATTRIBUTION, GEONAMES_ATTRIBUTION] : [GEONAMES_ATTRIBUTION],
  };
}

/** Shared by all maps, since it takes 0.3 s. */
let world: Pick<MapParts, 'world' | 'land'> | undefined;

export function theWorld(): Pick<MapParts, 'world' | 'land'> {
  return (world ??= { world: loadGeoNames(), land: Land.load() });
}
