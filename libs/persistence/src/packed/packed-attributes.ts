import type { Attributes, AttributeValue } from '@yipii/domain';
import { readColumn, writeColumn } from './column';

/** Has the names that each row has, in their order. */
const NAMES = 'attributes';
/** Before the name of an attribute: a column of the rows that have it. */
const VALUES = 'attributes.';

/** Returns the columns of attributes: their names, row by row, and for each of them its values. */
export function writeAttributes(rows: readonly Attributes[]): [name: string, line: string][] {
  const columns = new Map<string, AttributeValue[]>();
  for (const attributes of rows)
    for (const [name, value] of Object.entries(attributes)) {
      const values = columns.get(name);
      if (values) values.push(value);
      else columns.set(name, [value]);
    }
  const lines = [...columns].map(([name, values]): [string, string] => [VALUES + name, writeColumn(values)]);
  return [[NAMES, writeColumn(rows.map((attributes) => Object.keys(attributes)))], ...lines];
}

interface Values {
  readonly values: readonly unknown[];
  next: number;
}

/** Reads the attributes of one row after the other. */
export class PackedAttributes {
  private readonly names: readonly (readonly string[])[];
  private readonly columns = new Map<string, Values>();
  private row = 0;

  constructor(private readonly lines: ReadonlyMap<string, string>) {
    this.names = readColumn(lines.get(NAMES) ?? '') as string[][];
  }

  /** Returns those of the next row; undefined if it is not wanted. */
  next(isWanted: boolean): Attributes | undefined {
    const entries: [string, unknown][] = [];
    for (const name of this.names[this.row++] ?? []) {
      const column = this.column(name);
      if (isWanted) entries.push([name, column.values[column.next]]);
      column.next += 1;
    }
    return isWanted ? (Object.fromEntries(entries) as Attributes) : undefined;
  }

  private column(name: string): Values {
    let column = this.columns.get(name);
    if (!column) {
      column = { values: readColumn(this.lines.get(VALUES + name) ?? ''), next: 0 };
      this.columns.set(name, column);
    }
    return column;
  }
}
