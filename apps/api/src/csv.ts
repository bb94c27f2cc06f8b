import { stringify } from 'csv-stringify/sync';

/**
 * Returns the lines of a CSV file, chunk by chunk. No spreadsheet takes a text in it for a formula; numbers stay as
 * they are.
 */
export async function* toCsv(
  columns: readonly string[],
  chunks: AsyncIterable<readonly (readonly unknown[])[]>,
): AsyncGenerator<string> {
  yield stringify([[...columns]]);
  for await (const rows of chunks) {
    const lines = rows.map((cells) => cells.map(guarded));
    if (lines.length > 0) yield stringify(lines, { cast: { boolean: String } });
  }
}

/** Also behind blanks, and in the full width of East Asian scripts. */
const FORMULA = /^\s*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;

function guarded(cell: unknown): unknown {
  return typeof cell === 'string' && FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Returns the text of a cell of a file that was written here, and of any other as it is. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell.slice(1)) ? cell.slice(1) : cell;
}
