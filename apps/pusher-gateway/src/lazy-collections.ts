/** A set that takes almost no memory while it is empty, as most sets of most connections are. */
export class LazySet<T> implements Iterable<T> {
  private members: Set<T> | null = null;

  get size(): number {
    return this.members?.size ?? 0;
  }

  has(member: T): boolean {
    return this.members?.has(member) ?? false;
  }

  add(member: T): void {
    (this.members ??= new Set()).add(member);
  }

  /** Returns whether it was a member. */
  delete(member: T): boolean {
    return this.members?.delete(member) ?? false;
  }

  [Symbol.iterator](): Iterator<T> {
    return (this.members ?? NOTHING)[Symbol.iterator]();
  }
}

/** A map of the same kind. */
export class LazyMap<K, V> implements Iterable<readonly [K, V]> {
  private entries: Map<K, V> | null = null;

  get size(): number {
    return this.entries?.size ?? 0;
  }

  has(key: K): boolean {
    return this.entries?.has(key) ?? false;
  }

  get(key: K): V | undefined {
    return this.entries?.get(key);
  }

  set(key: K, value: V): void {
    (this.entries ??= new Map()).set(key, value);
  }

  /** Returns whether it was there. */
  delete(key: K): boolean {
    return this.entries?.delete(key) ?? false;
  }

  [Symbol.iterator](): Iterator<readonly [K, V]> {
    return (this.entries ?? NOTHING)[Symbol.iterator]();
  }
}

const NOTHING: readonly never[] = [];
