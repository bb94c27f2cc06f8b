import type { RegistryChanged } from '@yipii/protocol';
import type { Clock } from '../clock/clock';
import { RegistryIndex, type RegistryPart } from './registry-index';

/** The source of cached values. */
export interface RegistrySource<Key, Value> {
  /** Returns the values of these keys; keys without a value are left out. */
  readonly load: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>;
  /** Returns the registry entries from which a value was derived, with their versions if known. */
  readonly partsOf: (value: Value) => Iterable<RegistryPart>;
  /**
   * Returns the keys whose values may now be derived from this entry though they were not before, e.g. because it
   * is new; `all` if the change does not tell.
   */
  readonly affectedBy: (change: RegistryChanged) => readonly Key[] | 'all';
}

export interface CacheLimits {
  /** Maximum number of cached values; the oldest are dropped first. */
  readonly maxKnown: number;
  /** Maximum number of cached keys without a value, which strangers may choose. */
  readonly maxUnknown: number;
  readonly unknownForMs: number;
}

const LIMITS: CacheLimits = { maxKnown: 200_000, maxUnknown: 10_000, unknownForMs: 5 * 60_000 };

/**
 * Values that api owns, without a query for each use. A value holds until `registry.changed` announces a newer
 * version of an entry that it was made from, also while the registry can't be read. An older version never
 * replaces a newer one: neither by an event that comes late or again, nor by a look-up that was under way.
 * Hand every event of the topic to {@link changed}: a replica's consumer starts two minutes before the process,
 * so no change is missed between a first look-up and the first event.
 */
export class RegistryCache<Key, Value> {
  private readonly limits: CacheLimits;
  private readonly known = new Map<Key, Value>();
  /** When an unknown key expires, epoch ms. */
  private readonly unknown = new Map<Key, number>();
  private readonly loading = new Map<Key, Promise<Value | null>>();
  private readonly index = new RegistryIndex<Key>();
  private changes = 0;

  constructor(
    private readonly source: RegistrySource<Key, Value>,
    private readonly clock: Clock,
    limits: Partial<CacheLimits> = {},
  ) {
    this.limits = { ...LIMITS, ...limits };
  }

  /** Returns null if nothing is registered under the key. Rejects while the registry can't be read. */
  get(key: Key): Promise<Value | null> {
    const cached = this.peek(key);
    if (cached !== undefined) return Promise.resolve(cached);
    return this.loading.get(key) ?? this.load([key]).then((found) => found.get(key) ?? null);
  }

  /** Returns the values of keys that have one; missing ones are read at once. */
  async getMany(keys: readonly Key[]): Promise<ReadonlyMap<Key, Value>> {
    const missing = keys.filter((key) => this.peek(key) === undefined);
    const found = missing.length === 0 ? undefined : await this.load(missing);
    const values = new Map<Key, Value>();
    for (const key of keys) {
      const value = found?.get(key) ?? this.known.get(key);
      if (value !== undefined) values.set(key, value);
    }
    return values;
  }

  /** Invalidates values that were derived from an older version of the changed entry. */
  changed(change: RegistryChanged): void {
    this.changes += 1;
    this.loading.clear();
    for (const key of this.index.outdatedBy(change)) this.forget(key);
    const affected = this.source.affectedBy(change);
    if (affected === 'all') this.unknown.clear();
    for (const key of affected === 'all' ? this.known.keys() : affected) {
      this.unknown.delete(key);
      if (!this.index.includes(key, change)) this.forget(key);
    }
  }

  /** Returns undefined if it has to be read. */
  private peek(key: Key): Value | null | undefined {
    const value = this.known.get(key);
    if (value !== undefined) return value;
    return (this.unknown.get(key) ?? 0) > this.clock.now() ? null : undefined;
  }

  private load(keys: readonly Key[]): Promise<ReadonlyMap<Key, Value>> {
    const before = this.changes;
    const load = this.source.load(keys);
    for (const key of keys) this.track(key, load);
    return load.then((found) => {
      for (const key of keys) this.remember(key, found.get(key), this.changes === before);
      return found;
    });
  }

  /** Lets other callers wait for the same look-up. */
  private track(key: Key, load: Promise<ReadonlyMap<Key, Value>>): void {
    const value = load.then((found) => found.get(key) ?? null);
    const done = (): void => {
      if (this.loading.get(key) === value) this.loading.delete(key);
    };
    value.then(done, done);
    this.loading.set(key, value);
  }

  /** `isQuiet`: nothing has changed during the look-up. */
  private remember(key: Key, value: Value | undefined, isQuiet: boolean): void {
    if (value === undefined) {
      if (isQuiet) this.rememberUnknown(key);
      return;
    }
    const parts = [...this.source.partsOf(value)];
    if (!this.index.isCurrent(parts, isQuiet)) return;
    this.forget(key);
    this.unknown.delete(key);
    this.known.set(key, value);
    this.index.add(key, parts);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= this.limits.maxKnown) break;
      this.forget(oldest);
    }
  }

  private rememberUnknown(key: Key): void {
    this.unknown.delete(key);
    this.unknown.set(key, this.clock.now() + this.limits.unknownForMs);
    for (const oldest of this.unknown.keys()) {
      if (this.unknown.size <= this.limits.maxUnknown) break;
      this.unknown.delete(oldest);
    }
  }

  private forget(key: Key): void {
    if (!this.known.delete(key)) return;
    this.index.remove(key);
  }
}
