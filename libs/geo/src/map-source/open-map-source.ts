import { readFile, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import { imageMap } from './image-map.sharp';
import { MapSourceError, withoutQuery } from './map-source-error';
import type { MapSource } from './map-source.ports';
import { fetchBytes, unzipped } from './read-bytes';
import { styledMap } from './styled-map';
import { asPlainText, layerNamesOf, type TileJson } from './tile-json';
import { pmtilesSource } from './tile-source.pmtiles';
import type { TileSource } from './tile-source.ports';
import { xyzSource } from './tile-source.xyz';
import { vectorMap } from './vector-map';

const MOST_JSON_BYTES = 8_000_000;
/** Of vector tiles that do not say how deep they go. */
const USUAL_MAX_ZOOM = 14;

/**
 * Opens a map: vector tiles by address (`…/{z}/{x}/{y}.mvt`), a PMTiles archive (`….pmtiles`), or the JSON of a
 * MapLibre style or of TileJSON. HTTP or a path; what a style from HTTP names must be on HTTP, too.
 * @throws {MapSourceError} where it can't be read or shown, in words for the operator
 */
export async function openMapSource(address: string): Promise<MapSource> {
  if (address.includes('{z}')) return vectorMap(templateSource(address));
  if (isArchive(address)) return mapOf(await pmtilesSource(address), address);
  const json = await readJson(address);
  if (isStyle(json)) return styledMap(json, (source) => openSource(source, address));
  return mapOf(tileJsonSource(json as TileJson, address), address);
}

/** Opens a vector source of a style. */
async function openSource(
  { url, ...inline }: TileJson & { url?: string },
  style: string,
): Promise<TileSource> {
  if (url === undefined) return tileJsonSource(inline, style);
  const address = resolved(url.replace(/^pmtiles:\/\//, ''), style);
  if (url.startsWith('pmtiles://') || isArchive(address)) return pmtilesSource(address);
  return tileJsonSource((await readJson(address)) as TileJson, address);
}

async function mapOf(source: TileSource, address: string): Promise<MapSource> {
  return source.format === 'image' ? imageMap(source) : vectorMap(source, withoutQuery(address));
}

function templateSource(template: string): TileSource {
  const about = { minZoom: 0, maxZoom: USUAL_MAX_ZOOM, attribution: null, layerNames: null };
  return xyzSource({ template, isTms: false, ...about });
}

function tileJsonSource(json: TileJson, address: string): TileSource {
  const [template] = json.tiles ?? [];
  if (template === undefined)
    throw new MapSourceError(`${withoutQuery(address)} is neither a style nor a TileJSON with tiles`);
  return xyzSource({
    template: resolved(template, address),
    minZoom: json.minzoom ?? 0,
    maxZoom: json.maxzoom ?? USUAL_MAX_ZOOM,
    attribution: asPlainText(json.attribution),
    layerNames: layerNamesOf(json),
    isTms: json.scheme === 'tms',
  });
}

async function readJson(address: string): Promise<unknown> {
  const bytes = isHttp(address) ? await fetchJson(address) : await readLocal(address);
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    throw new MapSourceError(`${withoutQuery(address)} is not JSON`);
  }
}

async function fetchJson(url: string): Promise<Buffer> {
  const answer = await fetchBytes(url, { most: MOST_JSON_BYTES });
  if (!answer) throw new MapSourceError(`${withoutQuery(url)}: not found`);
  return unzipped(answer.bytes, MOST_JSON_BYTES);
}

async function readLocal(path: string): Promise<Buffer> {
  try {
    if ((await stat(path)).size > MOST_JSON_BYTES) throw new Error('too long');
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new MapSourceError(`${path}: ${code ?? message}`);
  }
}

/** What comes over HTTP leads to no file of this machine. `{z}` stays as it is. */
function resolved(url: string, base: string): string {
  if (isHttp(url)) return url;
  if (isHttp(base)) return decodeURI(new URL(url, base).href);
  return isAbsolute(url) ? url : `${base.replace(/[^/\\]*$/, '')}${url}`;
}

function isStyle(json: unknown): json is StyleSpecification {
  return Array.isArray((json as { layers?: unknown } | null)?.layers);
}

function isArchive(address: string): boolean {
  return /\.pmtiles(\?|$)/.test(address);
}

function isHttp(address: string): boolean {
  return /^https?:\/\//.test(address);
}
