import type { AttributeValue } from '@yipii/domain';

export type Entry = readonly [name: string, value: AttributeValue];

/** The parameters of one report, by case-insensitive name. Whatever is not taken is an attribute. */
export class ReportFields {
  private readonly byName = new Map<string, Entry>();

  /** The last of several entries with one name counts. */
  constructor(entries: Iterable<Entry>) {
    for (const entry of entries) this.byName.set(entry[0].toLowerCase(), entry);
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.byName.has(name));
  }

  /** Removes these lower-case names of one value, and returns the first that is present and not blank. */
  take(...names: readonly string[]): AttributeValue | undefined {
    const values = names.map((name) => this.byName.get(name)?.[1]);
    for (const name of names) this.byName.delete(name);
    return values.find((value) => value !== undefined && !isBlank(value));
  }

  /** The entries that were not taken. */
  get rest(): Iterable<Entry> {
    return this.byName.values();
  }
}

function isBlank(value: AttributeValue): boolean {
  return typeof value === 'string' && value.trim() === '';
}
