import path from 'node:path';
import { loadStreetMap, makeRouter, StreetsError, type Router } from '@yipii/geo';
import { Logger, type MapConfig } from '@yipii/platform';

/** The ways to destinations: by the streets of the map, else by Valhalla where there is one, else as the crow flies. */
export async function loadRouter(config: MapConfig, valhallaUrl: string | null): Promise<Router> {
  return makeRouter({ streets: config.streets ? await loadNetwork(config) : null, valhallaUrl });
}

/** Without streets there still is an arrival. */
async function loadNetwork({ streets, dataDir }: MapConfig) {
  const log = new Logger('map');
  try {
    const map = await loadStreetMap({
      ...(streets && { streets }),
      cacheFolder: path.join(dataDir, 'map'),
      log,
    });
    return map.network;
  } catch (error) {
    if (!(error instanceof StreetsError)) throw error;
    log.error({ msg: 'no streets, arrival times are guesses', code: error.code, reason: error.message });
    return null;
  }
}
