import { GridLayer, type Coords, type DoneCallback } from 'leaflet';
import { el } from '../track/dom';

/**
 * Raster tiles of the server that is configured. Leaflet's own layer of them blanks what it drops with `data:` images,
 * which the policy of the pages does not allow.
 */
export class RasterTiles extends GridLayer {
  /** @param url with `{z}`, `{x}`, `{y}`, and `{r}` for `@2x` */
  constructor(private readonly url: string) {
    super({ tileSize: 256, minZoom: 1, maxZoom: 19 });
  }

  protected override createTile({ x, y, z }: Coords, done: DoneCallback): HTMLElement {
    const values: Readonly<Record<string, string>> = {
      ...{ x: String(x), y: String(y), z: String(z) },
      r: devicePixelRatio > 1 ? '@2x' : '',
    };
    const image = el('img', { alt: '' });
    image.addEventListener('load', () => done(undefined, image));
    image.addEventListener('error', () => done(new Error(`no tile ${z}/${x}/${y}`), image));
    image.src = this.url.replace(/\{(\w)\}/g, (name, key: string) => values[key] ?? name);
    return image;
  }
}
