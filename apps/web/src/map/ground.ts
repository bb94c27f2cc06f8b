import type { GridLayer } from 'leaflet';
import { RasterTiles } from './raster-tiles';
import { saidByServer } from './said-by-server';
import { StreetTiles } from './street-tiles';

/**
 * What lies beneath the vehicle: the tiles that the server is configured to show, else its own.
 * @param thank is told whose data the tiles are of; null: that of our own map
 */
export function ground(thank: (attribution: string | null) => void): GridLayer {
  const tiles = saidByServer('map-tiles');
  return tiles === null ? new StreetTiles(thank) : new RasterTiles(tiles);
}
