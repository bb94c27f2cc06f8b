import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { StreetMap } from '@yipii/domain';
import { readFeatures } from '../source/read-features';
import { StreetsError } from '../source/streets-error';
import type { StreetNetwork } from '../streets/street-network';
import { GEONAMES_ATTRIBUTION, loadGeoNames } from '../towns/geonames';
import { Land } from '../towns/land';
import { Towns } from '../towns/towns';
import { MemoryStreetMap, type MapParts } from './memory-street-map';
import type { StreetData } from './street-data';
import { StreetDataBuilder } from './street-data-builder';
import { StreetDataCache } from './street-data-cache';
import { StreetIndex } from './street-index';

/** Attribution of the street data; must be shown wherever streets or addresses are. */
export const STREETS_ATTRIBUTION = '© OpenStreetMap contributors, ODbL';

export interface StreetMapOptions {
  /** An .osm.pbf file or a GeoJSON street network; undefined: towns and countries only. */
  readonly streets?: string;
  /** Folder that caches what is built from the file. It may be deleted. */
  readonly cacheFolder: string;
  /** E.g. a Nest logger. */
  readonly log: { log(entry: object): void; warn(entry: object): void };
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
  const data = streets === undefined ? null : await loadStreetData(path.resolve(streets), cacheFolder, log);
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

/** From the cache, if that fits the file. @throws {StreetsError} */
export async function loadStreetData(
  file: string,
  cacheFolder: string,
  log: StreetMapOptions['log'],
): Promise<StreetData> {
  const startedAt = performance.now();
  const key = await keyOf(file);
  const cache = new StreetDataCache(cacheFolder);
  const cached = await cache.read(key);
  const data = typeof cached === 'object' && cached !== null ? cached : await buildStreetData(file);
  if (typeof cached === 'string') log.warn({ msg: 'street cache is rebuilt', reason: cached });
  if (data !== cached) await cache.write(key, data).catch((error: unknown) => warnOfCache(log, error));
  log.log({
    msg: 'streets loaded',
    file,
    ways: data.network.nameOf.length,
    houses: data.houses.streets.length,
    fromCache: data === cached,
    ms: Math.round(performance.now() - startedAt),
  });
  return data;
}

/** Reads a file of streets. @throws {StreetsError} */
async function buildStreetData(file: string): Promise<StreetData> {
  const builder = new StreetDataBuilder();
  await readFeatures(file, (feature) => builder.add(feature));
  if (builder.streetCount === 0) throw new StreetsError('STREETS_EMPTY', `${file} holds no street`);
  return builder.finish();
}

/** Changes with the file. */
async function keyOf(file: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(file);
    return JSON.stringify([file, size, mtimeMs]);
  } catch (cause) {
    throw new StreetsError('STREETS_MISSING', `${file} can't be read`, { cause });
  }
}

function warnOfCache(log: StreetMapOptions['log'], error: unknown): void {
  log.warn({ msg: 'street cache could not be written', reason: String(error) });
}
