import type { GridLayer } from 'leaflet';
import { RasterTiles } from './raster-tiles';
import { saidByServer } from './said-by-server';
import { StreetTiles } from './street-tiles';

/** What lies beneath the vehicle: the tiles that the server is configured to show, else its own streets. */
export function ground(): GridLayer {
  const tiles = saidByServer('map-tiles');
  return tiles === null ? new StreetTiles() : new RasterTiles(tiles);
}
