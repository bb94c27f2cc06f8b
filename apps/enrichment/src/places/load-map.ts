import type { StreetMap } from '@yipii/domain';
import { loadStreetMap, StreetsError } from '@yipii/geo';
import { Logger, type MapConfig } from '@yipii/platform';
import path from 'node:path';

/**
 * The map by which positions get their addresses. Where the file of streets is of no use, positions are worth
 * more than streets: towns and countries are known all the same, and the operator is told.
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
