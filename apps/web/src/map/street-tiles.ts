import { GridLayer, type Coords, type DoneCallback } from 'leaflet';
import { drawTile, type MapColours } from './draw-tile';
import { readVectorTile, type VectorTile } from './vector-tile';

/** Pixels; the tiles of a zoom then have the detail of the zoom before, which is enough. */
const SIZE = 512;
/** Of the data; deeper zooms show parts of its tiles. */
const DEEPEST_ZOOM = 14;
const TILES_KEPT = 64;
const SHARPEST = 2;

/** The ground of the map: vector tiles of our own server, drawn in the colours of the page. */
export class StreetTiles extends GridLayer {
  private readonly tiles = new Map<string, Promise<VectorTile>>();

  constructor() {
    super({ tileSize: SIZE, minZoom: 1, maxZoom: 19, className: 'tiles' });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.redraw());
  }

  protected override createTile({ x, y, z }: Coords, done: DoneCallback): HTMLElement {
    const canvas = document.createElement('canvas');
    const ratio = Math.min(SHARPEST, devicePixelRatio);
    canvas.width = canvas.height = SIZE * ratio;
    const zoom = Math.min(z - 1, DEEPEST_ZOOM);
    const parts = 2 ** (z - 1 - zoom);
    const [column, row] = [x % parts, y % parts];
    this.load(`${zoom}/${Math.floor(x / parts)}/${Math.floor(y / parts)}`)
      .then((tile) => {
        const context = canvas.getContext('2d');
        context?.scale(ratio, ratio);
        if (context)
          drawTile(context, tile, { size: SIZE, parts, column, row, zoom: z - 1 }, coloursOf(canvas));
        done(undefined, canvas);
      })
      .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error)), canvas));
    return canvas;
  }

  private load(path: string): Promise<VectorTile> {
    const tile = this.tiles.get(path) ?? fetchTile(path);
    this.tiles.delete(path);
    this.tiles.set(path, tile);
    tile.catch(() => this.tiles.delete(path));
    const [oldest] = this.tiles.keys();
    if (this.tiles.size > TILES_KEPT && oldest !== undefined) this.tiles.delete(oldest);
    return tile;
  }
}

async function fetchTile(path: string): Promise<VectorTile> {
  const response = await fetch(`/tiles/${path}.mvt`, { credentials: 'omit' });
  if (!response.ok) throw new Error(`no tile ${path}: ${response.status}`);
  return readVectorTile(new Uint8Array(await response.arrayBuffer()));
}

function coloursOf(element: Element): MapColours {
  const style = getComputedStyle(element.isConnected ? element : document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: colour('ground'),
    water: colour('water'),
    street: colour('street'),
    line: colour('line'),
    text: colour('muted'),
    muted: colour('muted'),
  };
}
