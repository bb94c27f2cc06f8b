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

  /** Removes and returns the value of the first of these lower-case names that is present and not blank. */
  take(...names: readonly string[]): AttributeValue | undefined {
    for (const name of names) {
      const value = this.byName.get(name)?.[1];
      if (value === undefined) continue;
      this.byName.delete(name);
      if (typeof value !== 'string' || value.trim() !== '') return value;
    }
    return undefined;
  }

  /** The entries that were not taken. */
  get rest(): Iterable<Entry> {
    return this.byName.values();
  }
}
