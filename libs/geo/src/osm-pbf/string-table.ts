import type Pbf from 'pbf';
import { READ_KEYS, type Tags } from '../source/map-feature';
import { eachField } from './fields';

/** The strings of a block, decoded on demand, since few are needed. */
export class StringTable {
  private readonly bytes: Uint8Array[] = [];
  private readonly texts: string[] = [];
  private readonly readKeys = new Map<number, boolean>();

  constructor(pbf: Pbf, end: number) {
    eachField(pbf, (tag) => tag === 1 && this.bytes.push(pbf.readBytes()), end);
  }

  /** The tags that are read, of keys and values that stand `step` apart in two rows, or alternate in one. */
  tags(keys: readonly number[], values: readonly number[]): Tags | null {
    let tags: Record<string, string> | null = null;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? 0;
      if (this.isRead(key)) (tags ??= {})[this.text(key)] = this.text(values[i] ?? 0);
    }
    return tags;
  }

  private isRead(key: number): boolean {
    const known = this.readKeys.get(key);
    if (known !== undefined) return known;
    const isRead = READ_KEYS.has(this.text(key));
    this.readKeys.set(key, isRead);
    return isRead;
  }

  private text(index: number): string {
    return (this.texts[index] ??= Buffer.from(this.bytes[index] ?? []).toString('utf8'));
  }
}
