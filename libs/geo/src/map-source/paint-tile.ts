import type { TileFeature } from '../tiles/tile';
import { WHOLE } from '../tiles/whole';
import type { DecodedFeature, DecodedTile } from './decode-tile';
import type { StyleLayer } from './style';

type Tags = TileFeature['tags'];
type Look = (layer: StyleLayer, globals: Globals, feature?: DecodedFeature) => Tags | null;

interface Globals {
  readonly zoom: number;
}

/** What the pages draw, from the bottom up: widths, sizes and dashes in tenths of a pixel, colours as CSS has them. */
export interface PaintedTile {
  /** Tags `fill` (polygons), or `line`, `width` and perhaps `dash` (lines and the outlines of polygons). */
  readonly painted: { readonly features: TileFeature[] };
  /** Tags `text`, `size`, `colour` and perhaps `halo`; the most important first. Lines are written along. */
  readonly texts: { readonly features: TileFeature[] };
}

/** Thinner lines and smaller letters are not seen. */
const LEAST_WIDTH = 0.1;
const LEAST_SIZE = 6;

/**
 * Returns a tile in the look of a style.
 * @param tiles by source of the style
 * @param zoom of the tile, at which expressions are evaluated
 */
export function paintTile(
  layers: readonly StyleLayer[],
  tiles: ReadonlyMap<string, DecodedTile>,
  zoom: number,
): PaintedTile {
  const painted: TileFeature[] = [];
  const texts: TileFeature[][] = [];
  for (const layer of layers) {
    if (zoom < layer.minZoom || zoom >= layer.maxZoom) continue;
    if (layer.type === 'background') {
      const tags = fillOf(layer, { zoom });
      if (tags) painted.push({ ...WHOLE, tags });
      continue;
    }
    const features = tiles.get(layer.source)?.get(layer.sourceLayer) ?? [];
    if (layer.type === 'symbol') texts.unshift(looksOf(layer, features, { zoom }));
    else painted.push(...merged(looksOf(layer, features, { zoom })));
  }
  return { painted: { features: painted }, texts: { features: texts.flat() } };
}

const LOOKS: Readonly<Record<Exclude<StyleLayer['type'], 'background'>, Look>> = {
  fill: fillOf,
  'fill-extrusion': fillOf,
  line: lineOf,
  symbol: textOf,
};

function looksOf(layer: StyleLayer, features: readonly DecodedFeature[], globals: Globals): TileFeature[] {
  if (layer.type === 'background') return [];
  const look = LOOKS[layer.type];
  return features.flatMap((feature) => {
    if (!layer.accepts(globals, feature)) return [];
    const tags = look(layer, globals, feature);
    return tags ? [shaped(feature, tags, layer.valueOf('symbol-placement', globals) !== 'point')] : [];
  });
}

/** @param isAlong whether texts are written along lines; others are at a point */
function shaped({ type, lines }: DecodedFeature, tags: Tags, isAlong: boolean): TileFeature {
  if (tags.text === undefined || (isAlong && type !== 1))
    return { type: tags.fill === undefined ? 2 : 3, geometry: [...lines], tags };
  const [line = []] = lines;
  const middle = line[Math.floor(line.length / 2)];
  return { type: 1, geometry: middle ? [middle] : [], tags };
}

/** Neighbours that look the same become one, which says it once. */
function merged(features: readonly TileFeature[]): TileFeature[] {
  const byLook = new Map<string, TileFeature>();
  for (const feature of features) {
    const key = JSON.stringify(feature.tags);
    const same = byLook.get(key);
    if (same) (same.geometry as unknown[]).push(...feature.geometry);
    else byLook.set(key, { ...feature, geometry: [...feature.geometry] as TileFeature['geometry'] });
  }
  return [...byLook.values()];
}

function fillOf(layer: StyleLayer, globals: Globals, feature?: DecodedFeature): Tags | null {
  if (feature && feature.type !== 3) return null;
  const value = (name: string): unknown => layer.valueOf(`${layer.type}-${name}`, globals, feature);
  const fill = css(value('color'), value('opacity'));
  return fill === null ? null : { fill };
}

function lineOf(layer: StyleLayer, globals: Globals, feature?: DecodedFeature): Tags | null {
  if (!feature || feature.type === 1) return null;
  const value = (name: string): unknown => layer.valueOf(`line-${name}`, globals, feature);
  const line = css(value('color'), value('opacity'));
  const width = Number(value('width') ?? 1);
  if (line === null || !(width >= LEAST_WIDTH)) return null;
  const dashes = value('dasharray');
  const dash = Array.isArray(dashes) ? dashes.map((length) => tenths(Number(length) * width)).join() : '';
  return {
    line,
    width: tenths(width),
    ...(dash !== '' && { dash }),
    ...(value('cap') === 'round' && { cap: 'round' }),
  };
}

function textOf(layer: StyleLayer, globals: Globals, feature?: DecodedFeature): Tags | null {
  if (!feature) return null;
  const value = (name: string): unknown => layer.valueOf(`text-${name}`, globals, feature);
  const text = cased(withTokens(asText(value('field')), feature), value('transform')).trim();
  const size = Number(value('size'));
  const colour = css(value('color'), value('opacity'));
  if (text === '' || colour === null || !(size >= LEAST_SIZE)) return null;
  const halo = Number(value('halo-width')) > 0 ? css(value('halo-color'), 1) : null;
  return { text, size: tenths(size), colour, ...(halo !== null && { halo }) };
}

/** The library's own kind of text can be written as one. */
function asText(value: unknown): string {
  return value === null || value === undefined ? '' : (value as { toString(): string }).toString();
}

/** `{name}` in a text that is no expression. */
function withTokens(text: string, { tags }: DecodedFeature): string {
  return text.replace(/\{([^{}]+)\}/g, (_, name: string) => asText(tags[name]));
}

function cased(text: string, transform: unknown): string {
  if (transform === 'uppercase') return text.toLocaleUpperCase();
  return transform === 'lowercase' ? text.toLocaleLowerCase() : text;
}

/** @returns null where nothing is seen of it */
function css(colour: unknown, opacity: unknown): string | null {
  const { r, g, b, a } = channelsOf(colour);
  const alpha = a * Number(opacity ?? 1);
  if (!(alpha > 0)) return null;
  // Its channels are multiplied by its own alpha.
  const [red, green, blue] = [r, g, b].map((channel) => Math.round((channel / a) * 255));
  return `rgba(${red},${green},${blue},${Math.round(alpha * 100) / 100})`;
}

interface Channels {
  readonly r: number;
  readonly g: number;
  readonly b: number;
  readonly a: number;
}

/** Black is the default of all colours of a style that have one. */
function channelsOf(colour: unknown): Channels {
  const isColour = typeof colour === 'object' && colour !== null && 'a' in colour;
  return isColour ? (colour as Channels) : { r: 0, g: 0, b: 0, a: colour === 'rgba(0, 0, 0, 0)' ? 0 : 1 };
}

function tenths(pixels: number): number {
  return Math.max(0, Math.round(pixels * 10));
}
