import type { FileToStream } from '@yipii/platform';
import { fieldsOf, type RegistryView } from '@yipii/platform';
import { stringify } from 'csv-stringify/sync';
import type { Resource } from './resource';

/** Returns a whole list as CSV, whose columns are the fields of the view; an import takes it back. */
export function listFile<View extends RegistryView>(
  { path, view }: Resource<View>,
  chunks: AsyncIterable<readonly View[]>,
): FileToStream {
  const columns = ['id', ...[...fieldsOf(view).keys()].filter((name) => name !== 'id')];
  return { type: 'text/csv; charset=utf-8', name: `${path}.csv`, chunks: csv(columns, chunks) };
}

async function* csv<View extends object>(
  columns: readonly string[],
  chunks: AsyncIterable<readonly View[]>,
): AsyncGenerator<string> {
  yield stringify([[...columns]]);
  for await (const views of chunks) {
    const lines = views.map((view) => columns.map((name) => cellOf((view as Record<string, unknown>)[name])));
    if (lines.length > 0) yield stringify(lines, { cast: { boolean: String } });
  }
}

/** Lists are separated by semicolons; objects and lists of objects are JSON. */
function cellOf(value: unknown): unknown {
  if (typeof value === 'string') return withGuard(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return withGuard(value.join(';'));
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}

/** No spreadsheet takes a text for a formula, also behind blanks. */
function withGuard(text: string): string {
  return /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
