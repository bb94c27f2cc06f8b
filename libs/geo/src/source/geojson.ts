import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Feature, FeatureCollection, Geometry, Position } from 'geojson';
import type { MapFeature, Point, Tags } from './map-feature';
import { StreetsError } from './streets-error';

/** Reads a street network as OpenStreetMap's tools export it: a FeatureCollection whose properties are the tags. */
export async function readGeoJson(file: string): Promise<MapFeature[]> {
  return featuresOf(await readFile(file, 'utf8'), file);
}

/** The same, synchronously, for small networks. */
export function readGeoJsonSync(file: string): MapFeature[] {
  return featuresOf(readFileSync(file, 'utf8'), file);
}

function featuresOf(text: string, file: string): MapFeature[] {
  const collection = parse(text, file);
  if (!isFeatureCollection(collection))
    throw new StreetsError('STREETS_DAMAGED', `${file} is JSON, but no GeoJSON feature collection`);
  try {
    return collection.features.flatMap(toMapFeatures);
  } catch (cause) {
    throw new StreetsError('STREETS_DAMAGED', `${file} holds a feature that is not GeoJSON`, { cause });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StreetsError('STREETS_DAMAGED', `${file} is cut short, or no GeoJSON`, { cause });
  }
}

function isFeatureCollection(value: unknown): value is FeatureCollection<Geometry | null> {
  return typeof value === 'object' && value !== null && Array.isArray((value as FeatureCollection).features);
}

function toMapFeatures({ geometry, properties }: Feature<Geometry | null>): MapFeature[] {
  const tags = toTags(properties ?? {});
  switch (geometry?.type) {
    case 'Point':
      return [{ tags, points: [toPoint(geometry.coordinates)] }];
    case 'LineString':
      return [{ tags, points: geometry.coordinates.map(toPoint) }];
    case 'MultiLineString':
      return geometry.coordinates.map((line) => ({ tags, points: line.map(toPoint) }));
    case 'Polygon':
      return [{ tags: { area: 'yes', ...tags }, points: (geometry.coordinates[0] ?? []).map(toPoint) }];
    default:
      return [];
  }
}

function toTags(properties: Readonly<Record<string, unknown>>): Tags {
  const values = Object.entries(properties).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number',
  );
  return Object.fromEntries(values.map(([key, value]) => [key, String(value)]));
}

function toPoint([lng, lat]: Position): Point {
  if (!Number.isFinite(lng) || !Number.isFinite(lat))
    throw new Error('a position without longitude or latitude');
  return [lng as number, lat as number];
}
