import path from 'node:path';
import {
  GEONAMES_ATTRIBUTION,
  loadPlaceColumns,
  STREETS_ATTRIBUTION,
  StreetsError,
  type PlaceIndexColumns,
} from '@yipii/geo';

export interface PlaceFiles {
  readonly streets?: string;
  readonly dataDir: string;
}

/** What a thread hands over. */
export interface ReadPlaces {
  readonly columns: PlaceIndexColumns;
  readonly attribution: readonly string[];
  /** Why there are no streets. */
  readonly problem: string | null;
}

/** Reads all places. Where the file of streets is of no use, towns are found all the same. */
export async function readPlaces({ streets, dataDir }: PlaceFiles): Promise<ReadPlaces> {
  const options = {
    cacheFolder: path.join(dataDir, 'map'),
    log: { log: () => undefined, warn: () => undefined },
  };
  if (streets !== undefined) {
    try {
      const columns = await loadPlaceColumns({ ...options, streets });
      return { columns, attribution: [STREETS_ATTRIBUTION, GEONAMES_ATTRIBUTION], problem: null };
    } catch (error) {
      if (!(error instanceof StreetsError)) throw error;
      return { ...(await townsOnly(options)), problem: error.message };
    }
  }
  return { ...(await townsOnly(options)), problem: null };
}

async function townsOnly(options: Parameters<typeof loadPlaceColumns>[0]) {
  return { columns: await loadPlaceColumns(options), attribution: [GEONAMES_ATTRIBUTION] };
}
