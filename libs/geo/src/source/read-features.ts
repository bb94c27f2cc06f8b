import { open } from 'node:fs/promises';
import { readOsmPbf } from '../osm-pbf/read-osm-pbf';
import { readGeoJson } from './geojson';
import type { MapFeature } from './map-feature';
import { StreetsError } from './streets-error';

/**
 * Reads the useful nodes and ways of an .osm.pbf file or a GeoJSON street network; the first character tells which it is.
 *
 * @throws {StreetsError}
 */
export async function readFeatures(file: string, visit: (feature: MapFeature) => void): Promise<void> {
  const start = await firstCharacter(file);
  if (start === '{') (await readGeoJson(file)).forEach(visit);
  else await readOsmPbf(file, visit);
}

async function firstCharacter(file: string): Promise<string> {
  const { bytesRead, buffer } = await readStart(file);
  // May be preceded by a byte order mark and white space.
  return buffer.toString('utf8', 0, bytesRead).replace('\uFEFF', '').trimStart().slice(0, 1);
}

async function readStart(file: string): Promise<{ bytesRead: number; buffer: Buffer }> {
  try {
    const handle = await open(file);
    try {
      return await handle.read(Buffer.alloc(64), 0, 64, 0);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new StreetsError('STREETS_MISSING', `${file} can't be read`, { cause });
  }
}
