import type { AttributeValue } from '@yipii/domain';

export type Entry = readonly [name: string, value: AttributeValue];

/**
 * The parameters of one report. Known names are taken out in any case and by any of their spellings; what
 * is left are attributes.
 */
export class ReportFields {
  private readonly byName = new Map<string, Entry>();

  /** Of entries with one name the last counts. */
  constructor(entries: Iterable<Entry>) {
    for (const entry of entries) this.byName.set(entry[0].toLowerCase(), entry);
  }

  has(...names: readonly string[]): boolean {
    return names.some((name) => this.byName.has(name));
  }

  /** The value of the first of these lower-case names that is there; blank ones count as absent. */
  take(...names: readonly string[]): AttributeValue | undefined {
    for (const name of names) {
      const value = this.byName.get(name)?.[1];
      if (value === undefined) continue;
      this.byName.delete(name);
      if (typeof value !== 'string' || value.trim() !== '') return value;
    }
    return undefined;
  }

  /** What nobody took. */
  get rest(): Iterable<Entry> {
    return this.byName.values();
  }
}
