import { TextSetting } from '@yipii/platform';

/** What the maps of the pages show beneath the vehicle. */
export class PageMapConfig {
  @TextSetting({
    env: 'MAP_TILES_URL',
    description:
      "Raster tiles for the maps of the pages, as `https://tiles.example.com/{z}/{x}/{y}.png` (Web Mercator, 256 pixels; `{r}` becomes `@2x` on sharp screens). Viewers' browsers then load them from there, and that server learns their address and the area. Default: this server's own tiles, and no request to anybody else.",
    default: '',
    form: {
      // Its origin gets into a header.
      pattern:
        /^(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})https?:\/\/[a-zA-Z0-9.-]+(:\d{1,5})?\/[\w~!$&'()*+,;=:@%/?.{}-]*$/,
      words: 'an address as https://tiles.example.com/{z}/{x}/{y}.png',
    },
  })
  readonly tilesUrl?: string;

  @TextSetting({
    env: 'MAP_SOURCE',
    description:
      "Another map that the API reads and hands to the pages, so that viewers' browsers ask nobody else: a PMTiles archive (`….pmtiles`), vector tiles (`https://tiles.example.com/{z}/{x}/{y}.mvt`), or the JSON of a MapLibre style or TileJSON; by HTTP or as a path. What can't be read is logged, and our own map shown. MAP_TILES_URL takes precedence. Default: this server's own map.",
    default: '',
    form: {
      pattern:
        /^(https?:\/\/(?!.*\{z\})|https?:\/\/(?=.*\{z\})(?=.*\{x\})(?=.*\{y\})|(?!\w+:\/\/)(?!.*\{z\}))[^\s\p{Cc}]+$/u,
      words:
        'the address or path of a PMTiles archive, a style or TileJSON, or https://tiles.example.com/{z}/{x}/{y}.mvt',
    },
  })
  readonly source?: string;

  @TextSetting({
    env: 'MAP_ATTRIBUTION',
    description:
      'Whom the map thanks for its data, as plain text. Set it with MAP_TILES_URL, as the licence of the tiles asks for, and with a MAP_SOURCE that names nobody itself.',
    default: '© OpenStreetMap contributors',
    form: { pattern: /^[^\p{Cc}]{1,200}$/u, words: '1 to 200 characters' },
  })
  readonly attribution!: string;
}
