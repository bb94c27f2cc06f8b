import type { RegistryChanged } from '@yipii/protocol';

/** A registry entry from which a cached value was derived. */
export interface RegistryPart {
  readonly kind: RegistryChanged['kind'];
  readonly id: number;
  /** Undefined if the source does not know: then every change of the entry counts as newer. */
  readonly version?: number;
}

/** Maximum number of entries whose newest version is remembered; the oldest are dropped first. */
const MAX_ANNOUNCED = 20_000;

/**
 * Maps registry entries to the keys that depend on them, and remembers the newest announced version of each entry.
 */
export class RegistryIndex<Key> {
  private readonly keysOf = new Map<string, Set<Key>>();
  private readonly partsOf = new Map<Key, readonly RegistryPart[]>();
  private readonly announced = new Map<string, number>();

  add(key: Key, parts: readonly RegistryPart[]): void {
    this.partsOf.set(key, parts);
    for (const part of parts) {
      const keys = this.keysOf.get(nameOf(part));
      if (keys) keys.add(key);
      else this.keysOf.set(nameOf(part), new Set([key]));
    }
  }

  remove(key: Key): void {
    for (const part of this.partsOf.get(key) ?? []) {
      const keys = this.keysOf.get(nameOf(part));
      keys?.delete(key);
      if (keys?.size === 0) this.keysOf.delete(nameOf(part));
    }
    this.partsOf.delete(key);
  }

  /** Returns whether the key's value was made from this version of the entry, or a newer one. */
  includes(key: Key, { kind, id, version }: RegistryChanged): boolean {
    const parts = this.partsOf.get(key) ?? [];
    return parts.some((part) => part.kind === kind && part.id === id && (part.version ?? -1) >= version);
  }

  /** Records the announced version. Returns the keys derived from an older one. */
  outdatedBy(change: RegistryChanged): Key[] {
    this.announce(change);
    const name = nameOf(change);
    return [...(this.keysOf.get(name) ?? [])].filter((key) => {
      const part = this.partsOf.get(key)?.find((candidate) => nameOf(candidate) === name);
      return (part?.version ?? -1) < change.version;
    });
  }

  /**
   * Returns whether nothing newer than these parts was announced. Of parts without a version nobody can say once
   * something has changed while they were read.
   */
  isCurrent(parts: readonly RegistryPart[], isQuiet: boolean): boolean {
    return parts.every((part) =>
      part.version === undefined ? isQuiet : part.version >= (this.announced.get(nameOf(part)) ?? 0),
    );
  }

  private announce(change: RegistryChanged): void {
    const name = nameOf(change);
    const newest = Math.max(change.version, this.announced.get(name) ?? 0);
    this.announced.delete(name);
    this.announced.set(name, newest);
    for (const oldest of this.announced.keys()) {
      if (this.announced.size <= MAX_ANNOUNCED) break;
      this.announced.delete(oldest);
    }
  }
}

function nameOf({ kind, id }: Pick<RegistryPart, 'kind' | 'id'>): string {
  return `${kind}:${id}`;
}
