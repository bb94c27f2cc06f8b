import { GridLayer, type Coords, type DoneCallback, type Map as LeafletMap } from 'leaflet';
import { drawPainted } from './draw-painted';
import { drawTile, type MapColours } from './draw-tile';
import { saidByServer } from './said-by-server';
import type { TilePart } from './tile-part';
import { readVectorTile, type VectorTile } from './vector-tile';

/** Pixels; the tiles of a zoom then have the detail of the zoom before, which is enough. */
const SIZE = 512;
/** Of our own data; deeper zooms show parts of its tiles. */
const DEEPEST_ZOOM = 14;
const TILES_KEPT = 64;
const SHARPEST = 2;
const RETRY_MS = 5_000;

interface GroundTile {
  /** In our own layers, painted, or a picture. */
  readonly content: VectorTile | ImageBitmap;
  /** Whose data it is; null: that of our own map. */
  readonly attribution: string | null;
}

/** The ground of the map: tiles of our own server, drawn in the colours of the page unless they have their own. */
export class StreetTiles extends GridLayer {
  private readonly tiles = new Map<string, Promise<GroundTile>>();
  private readonly deepest = Number(saidByServer('map-deepest-zoom') ?? DEEPEST_ZOOM);

  constructor(private readonly thank: (attribution: string | null) => void) {
    super({ tileSize: SIZE, minZoom: 1, maxZoom: 19, className: 'tiles' });
    // Not `redraw`: it asks for tiles of half a zoom where the map stands at one.
    const drawAnew = (): void => void (this._map as LeafletMap | null)?.removeLayer(this).addLayer(this);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAnew);
  }

  protected override createTile({ x, y, z }: Coords, done: DoneCallback): HTMLElement {
    const canvas = document.createElement('canvas');
    const ratio = Math.min(SHARPEST, devicePixelRatio);
    canvas.width = canvas.height = SIZE * ratio;
    canvas.getContext('2d')?.scale(ratio, ratio);
    const zoom = Math.min(z - 1, this.deepest);
    const parts = 2 ** (z - 1 - zoom);
    const [column, row] = [x % parts, y % parts];
    this.loadFor(canvas, `${zoom}/${Math.floor(x / parts)}/${Math.floor(y / parts)}`)
      .then(({ content, attribution }) => {
        draw(canvas, content, { size: SIZE, parts, column, row, zoom: z - 1 });
        this.thank(attribution);
        done(undefined, canvas);
      })
      .catch((error: unknown) => done(error instanceof Error ? error : new Error(String(error)), canvas));
    return canvas;
  }

  /** Tries again while the tile is on the map: the network of a phone comes and goes. */
  private async loadFor(canvas: HTMLCanvasElement, path: string): Promise<GroundTile> {
    for (;;) {
      try {
        return await this.load(path);
      } catch (error) {
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        if (!canvas.isConnected) throw error;
      }
    }
  }

  private load(path: string): Promise<GroundTile> {
    const tile = this.tiles.get(path) ?? fetchTile(path);
    this.tiles.delete(path);
    this.tiles.set(path, tile);
    tile.catch(() => this.tiles.delete(path));
    const [oldest] = this.tiles.keys();
    if (this.tiles.size > TILES_KEPT && oldest !== undefined) this.tiles.delete(oldest);
    return tile;
  }
}

async function fetchTile(path: string): Promise<GroundTile> {
  const response = await fetch(`/tiles/${path}.mvt`, { credentials: 'omit' });
  if (!response.ok) throw new Error(`no tile ${path}: ${response.status}`);
  const attribution = response.headers.get('map-attribution');
  const isImage = response.headers.get('content-type')?.startsWith('image/');
  return {
    content: isImage
      ? await createImageBitmap(await response.blob())
      : readVectorTile(new Uint8Array(await response.arrayBuffer())),
    attribution: attribution && decodeURIComponent(attribution),
  };
}

function draw(canvas: HTMLCanvasElement, content: GroundTile['content'], part: TilePart): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  if (content instanceof ImageBitmap) context.drawImage(content, 0, 0, part.size, part.size);
  else if ('painted' in content) drawPainted(context, content, part);
  else drawTile(context, content, part, coloursOf(canvas));
}

function coloursOf(element: Element): MapColours {
  const style = getComputedStyle(element.isConnected ? element : document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: colour('ground'),
    water: colour('water'),
    green: colour('green'),
    street: colour('street'),
    line: colour('line'),
    text: colour('muted'),
    muted: colour('muted'),
  };
}
