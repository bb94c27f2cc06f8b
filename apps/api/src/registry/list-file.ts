import { fieldsOf, type FileToStream, type ResourceView } from '@yipii/platform';
import { toCsv } from '../csv';
import type { Resource } from './resource';

/** Returns a whole list as CSV, whose columns are the fields of the view; an import takes it back. */
export function csvFile<View extends ResourceView>(
  { path, view }: Resource<View>,
  chunks: AsyncIterable<readonly View[]>,
): FileToStream {
  const columns = ['id', ...[...fieldsOf(view).keys()].filter((name) => name !== 'id')];
  return {
    type: 'text/csv; charset=utf-8',
    name: `${path}.csv`,
    chunks: toCsv(columns, cells(columns, chunks)),
  };
}

/** Returns a whole list as a GeoJSON FeatureCollection; an import takes it back. */
export function geoJsonFile<View extends ResourceView>(
  { path, geometryField = '' }: Resource<View>,
  chunks: AsyncIterable<readonly View[]>,
): FileToStream {
  return {
    type: 'application/geo+json',
    name: `${path}.geojson`,
    chunks: featureCollection(chunks, geometryField),
  };
}

async function* featureCollection(
  chunks: AsyncIterable<readonly ResourceView[]>,
  geometryField: string,
): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":[';
  let separator = '\n';
  for await (const views of chunks)
    for (const { id, ...view } of views) {
      const { [geometryField]: geometry, ...properties } = view as Readonly<Record<string, unknown>>;
      yield `${separator}${JSON.stringify({ type: 'Feature', id, geometry, properties })}`;
      separator = ',\n';
    }
  yield '\n]}\n';
}

async function* cells<View extends object>(
  columns: readonly string[],
  chunks: AsyncIterable<readonly View[]>,
): AsyncGenerator<unknown[][]> {
  for await (const views of chunks)
    yield views.map((view) => columns.map((name) => cellOf((view as Record<string, unknown>)[name])));
}

/** Lists are separated by semicolons; objects and lists of objects are JSON. */
function cellOf(value: unknown): unknown {
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(';');
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
