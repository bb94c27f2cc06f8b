import { fromGeojsonVt } from 'vt-pbf';
import { loadStreetData } from '../map/load-street-data';
import { theWorld, type StreetMapOptions } from '../map/load-street-map';
import type { StreetNetwork } from '../streets/street-network';
import { StreetLayer } from './street-layer';
import { boxOf, EXTENT, type Box, type TileAddress, type TileFeature } from './tile';
import { WHOLE } from './whole';
import { TownLayer, WorldLayers } from './world-layers';

/** From here on coasts that are accurate to some km only would cut through a town's streets. */
const STREETS_COVER_FROM_ZOOM = 9;

interface Layer {
  readonly features: readonly TileFeature[];
}

/** From the bottom up; roads have `kind` and `name`, places `name` and `rank`. */
interface MapLayers {
  readonly land: Layer;
  readonly borders: Layer;
  readonly roads: Layer;
  readonly places: Layer;
}

/** Vector tiles (Mapbox Vector Tile 2) of the world and a region's streets, cut when they are asked for. */
export class MapTiles {
  private readonly world = WorldLayers.load();
  private readonly towns = new TownLayer(theWorld().world);
  private readonly streets: StreetLayer | null;

  constructor(network: StreetNetwork | null) {
    this.streets = network && new StreetLayer(network);
  }

  /** @throws {StreetsError} if the street file is missing or unusable */
  static async load({ streets, cacheFolder, log }: StreetMapOptions): Promise<MapTiles> {
    const data = streets === undefined ? null : await loadStreetData(streets, cacheFolder, log);
    return new MapTiles(data?.network ?? null);
  }

  cut(tile: TileAddress): Uint8Array {
    return fromGeojsonVt({ ...this.layersOf(tile) }, { version: 2, extent: EXTENT });
  }

  layersOf(tile: TileAddress): MapLayers {
    const { streets, world } = this;
    const isCovered = streets && tile.z >= STREETS_COVER_FROM_ZOOM && meet(streets.box, boxOf(tile));
    return {
      land: { features: isCovered ? [WHOLE] : world.landIn(tile) },
      borders: { features: world.bordersIn(tile) },
      roads: { features: streets?.featuresIn(tile) ?? [] },
      places: { features: this.towns.featuresIn(tile) },
    };
  }
}

function meet(a: Box, b: Box): boolean {
  return a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north;
}
