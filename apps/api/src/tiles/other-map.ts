import { openMapSource, type MapSource, type TileAddress } from '@yipii/geo';
import { storedTile, type StoredTile } from './stored-tile';

/** A source that could not be read is tried again after this time. */
const RETRY_MS = 60_000;
/** Requests to the source at a time; who comes then gets our own map for a moment. */
const MOST_AT_ONCE = 64;

interface Log {
  error(entry: object): void;
}

/** The map of `MAP_SOURCE`. While it can't be read there are no tiles of it, which is logged once each minute at most. */
export class OtherMap {
  private opened: { readonly map: Promise<MapSource | null>; readonly at: number } | undefined;
  private atWork = 0;
  private complainedAt = -Infinity;

  /** @param attribution where the source thanks nobody itself */
  constructor(
    private readonly address: string,
    private readonly attribution: string,
    private readonly log: Log,
  ) {}

  /** Opens the source, so that an operator reads at the start what is wrong with it. */
  async open(): Promise<void> {
    await this.map();
  }

  /** Returns null where the source has no tile, `away` where it can't be read now. */
  async find(tile: TileAddress): Promise<StoredTile | null | 'away'> {
    const map = await this.map();
    if (!map || this.atWork >= MOST_AT_ONCE) return 'away';
    this.atWork++;
    try {
      const found = await map.tile(tile);
      return found && storedTile(found, { attribution: map.attribution ?? this.attribution });
    } catch (error) {
      this.complain(error);
      return 'away';
    } finally {
      this.atWork--;
    }
  }

  private async map(): Promise<MapSource | null> {
    const { opened } = this;
    if (opened && ((await opened.map) !== null || performance.now() - opened.at < RETRY_MS))
      return opened.map;
    if (this.opened !== opened) return this.opened?.map ?? null;
    const map = openMapSource(this.address).catch((error: unknown) => {
      this.complain(error);
      return null;
    });
    this.opened = { map, at: performance.now() };
    return map;
  }

  /** Whatever is wrong with a source or a style, the pages have a map. */
  private complain(error: unknown): void {
    if (performance.now() - this.complainedAt < RETRY_MS) return;
    this.complainedAt = performance.now();
    this.log.error({
      msg: 'MAP_SOURCE cannot be read, showing our own map',
      reason: (error as Error).message,
    });
  }
}
