import type { StreetMap } from '@yipii/domain';
import { loadStreetMap, StreetsError } from '@yipii/geo';
import { Logger, type MapConfig } from '@yipii/platform';
import path from 'node:path';

/**
 * Loads the map that gives positions their addresses. If the street file is unusable, the app runs without streets,
 * with towns and countries only, and logs an error.
 */
export async function loadMap({ streets, dataDir }: MapConfig): Promise<StreetMap> {
  const log = new Logger('map');
  const options = { cacheFolder: path.join(dataDir, 'map'), log };
  try {
    return await loadStreetMap({ ...options, ...(streets && { streets }) });
  } catch (error) {
    if (!(error instanceof StreetsError)) throw error;
    log.error({ msg: 'no streets, addresses are towns only', code: error.code, reason: error.message });
    return loadStreetMap(options);
  }
}
