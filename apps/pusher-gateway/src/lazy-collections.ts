/** A set that takes next to no memory until it has a member: most connections have none of most things. */
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

  /** Whether it was a member. */
  delete(member: T): boolean {
    return this.members?.delete(member) ?? false;
  }

  [Symbol.iterator](): Iterator<T> {
    return (this.members ?? NOTHING)[Symbol.iterator]();
  }
}

/** Likewise, a map. */
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

  /** Whether it was there. */
  delete(key: K): boolean {
    return this.entries?.delete(key) ?? false;
  }

  [Symbol.iterator](): Iterator<readonly [K, V]> {
    return (this.entries ?? NOTHING)[Symbol.iterator]();
  }
}

const NOTHING: readonly never[] = [];
