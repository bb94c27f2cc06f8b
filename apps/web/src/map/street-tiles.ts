import { GridLayer, type Coords, type DoneCallback } from 'leaflet';

/** The ground of the map. */
export class StreetTiles extends GridLayer {
  constructor() {
    super({ maxZoom: 19, className: 'tiles' });
  }

  protected override createTile(_coords: Coords, done: DoneCallback): HTMLElement {
    const canvas = document.createElement('canvas');
    const { x, y } = this.getTileSize();
    [canvas.width, canvas.height] = [x, y];
    requestAnimationFrame(() => done(undefined, canvas));
    return canvas;
  }
}
