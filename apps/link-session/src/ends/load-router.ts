import path from 'node:path';
import { loadStreetData, makeRouter, StreetsError, type Router, type StreetNetwork } from '@yipii/geo';
import { Logger, type MapConfig } from '@yipii/platform';

/** The ways to destinations: by the streets of the map, else by Valhalla where there is one, else as the crow flies. */
export async function loadRouter(config: MapConfig, valhallaUrl: string | null): Promise<Router> {
  const { streets, dataDir } = config;
  return makeRouter({ streets: streets ? await loadNetwork(streets, dataDir) : null, valhallaUrl });
}

/** Without streets there still is an arrival. */
async function loadNetwork(file: string, dataDir: string): Promise<StreetNetwork | null> {
  const log = new Logger('map');
  try {
    const { network } = await loadStreetData(file, path.join(dataDir, 'map'), log);
    return network;
  } catch (error) {
    if (!(error instanceof StreetsError)) throw error;
    log.error({ msg: 'no streets, arrival times are guesses', code: error.code, reason: error.message });
    return null;
  }
}
