import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { DomainError, fieldsOf, InvalidFields } from '@yipii/platform';
import { CsvError, parse } from 'csv-parse';
import { withoutGuard } from '../csv';
import type { Fields, Resource } from '../registry/resource';

/** One line of an import. */
export interface ImportLine {
  /** From 1; of a file in CSV with its header, of GeoJSON without. */
  readonly line: number;
  readonly externalId: string | null;
  readonly isDeleted: boolean;
  /** A JSON Merge Patch: an empty cell clears. */
  readonly patch: Fields;
}

const MAX_LINE_BYTES = 256 * 1024;
const TRUE = /^(true|yes|1)$/i;

/**
 * Reads a CSV file with a header, line by line. Columns that are only shown, as an export has them, are ignored.
 * @throws InvalidFields if a column is unknown or there is no `external_id`; DomainError if it is no CSV
 */
export async function* csvLines(file: string, resource: Resource): AsyncGenerator<ImportLine> {
  const columns = (names: string[]): string[] => demandColumns(names, resource);
  const options = { bom: true, columns, info: true, skip_empty_lines: true, max_record_size: MAX_LINE_BYTES };
  const source = createReadStream(file);
  const parser = parse(options);
  source.on('error', (error) => parser.destroy(error));
  try {
    for await (const { record, info } of source.pipe(parser) as AsyncIterable<CsvRecord>)
      yield lineOf(record, info.lines, resource);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InvalidFields({ body: [`The file is no CSV with a header: ${error.code}.`] });
  } finally {
    source.destroy();
  }
}

interface CsvRecord {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function demandColumns(names: readonly string[], { input, view }: Resource): string[] {
  const trimmed = names.map((name) => name.trim());
  const known = new Set([...fieldsOf(input).keys(), ...fieldsOf(view).keys(), 'delete']);
  const unknown = trimmed.filter((name) => !known.has(name)).slice(0, 20);
  if (unknown.length > 0)
    throw new InvalidFields({ body: unknown.map((name) => `Unknown column ${name.slice(0, 80)}.`) });
  if (new Set(trimmed).size < trimmed.length) throw new InvalidFields({ body: ['A column is there twice.'] });
  if (!trimmed.includes('external_id'))
    throw new InvalidFields({ body: ['The column external_id is missing.'] });
  return trimmed;
}

function lineOf(
  { delete: isDeleted = '', ...cells }: CsvRecord['record'],
  line: number,
  { input }: Resource,
): ImportLine {
  const fields = fieldsOf(input);
  const patch = Object.entries(cells).flatMap(([name, cell]) => {
    const field = fields.get(name);
    return field ? [[name, valueOf(withoutGuard(cell), field)]] : [];
  });
  const externalId = withoutGuard(cells.external_id ?? '');
  return {
    ...{ line, externalId: externalId || null, isDeleted: TRUE.test(isDeleted.trim()) },
    patch: Object.fromEntries(patch) as Fields,
  };
}

type Field = ReturnType<typeof fieldsOf> extends ReadonlyMap<string, infer F> ? F : never;

/** Lists are separated by semicolons, lists of objects are JSON. */
function valueOf(cell: string, { list, type, fromText }: Field): unknown {
  if (cell === '') return null;
  return list && !type ? cell.split(';').map((item) => fromText(item.trim())) : fromText(cell);
}

/**
 * Reads the features of a GeoJSON file as geofences: `name`, `external_id`, `radius_m`, `width_m` and `delete` are
 * their properties; others are ignored. The feature's id stands for an `external_id` that is missing.
 * @throws DomainError if it is no FeatureCollection
 */
export async function* geoJsonLines(file: string, resource: Resource): AsyncGenerator<ImportLine> {
  const names = fieldsOf(resource.input);
  const features = featuresIn(await readFile(file, 'utf8'));
  for (const [index, feature] of features.entries()) {
    const { properties, geometry, id } = asObject(feature);
    const { delete: isDeleted, ...values } = asObject(properties);
    const externalId = values.external_id ?? id ?? null;
    const known = Object.entries(values).filter(([name]) => names.has(name));
    const text = typeof externalId === 'number' ? String(externalId) : externalId;
    yield {
      ...{
        line: index + 1,
        externalId: typeof text === 'string' ? text : null,
        isDeleted: isDeleted === true,
      },
      patch: {
        ...(Object.fromEntries(known) as Fields),
        external_id: text,
        geometry: withoutHeights(geometry),
      },
    };
  }
}

function featuresIn(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new DomainError('MALFORMED_REQUEST', 'The file is not JSON.');
  }
  const { type, features } = asObject(value);
  if (type !== 'FeatureCollection' || !Array.isArray(features)) {
    throw new InvalidFields({ body: ['The file must be a GeoJSON FeatureCollection.'] });
  }
  return features as unknown[];
}

function asObject(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

/** Positions may have an altitude, which fences have no use for. */
function withoutHeights(geometry: unknown): unknown {
  const { type, coordinates } = asObject(geometry);
  return { type, coordinates: flat(coordinates, 0) };
}

function flat(value: unknown, depth: number): unknown {
  if (!Array.isArray(value) || depth > 3) return value;
  return typeof value[0] === 'number' ? value.slice(0, 2) : value.map((item) => flat(item, depth + 1));
}
