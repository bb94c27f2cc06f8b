import { FenceLookup, type Box, type Fence } from '@yipii/domain';
import RBush from 'rbush';

interface Entry {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
  readonly fence: Fence;
}

/** The fences of one account, in an R-tree over their boxes. */
export class FenceIndex extends FenceLookup {
  private readonly tree = new RBush<Entry>();
  private readonly entries = new Map<number, readonly Entry[]>();
  private readonly fences = new Map<number, Fence>();

  /** Adds many at once, to an index that is still empty. */
  load(fences: readonly Fence[]): void {
    this.tree.load(fences.flatMap((fence) => this.register(fence)));
  }

  /** Adds the fence, or replaces an earlier form of it. */
  put(fence: Fence): void {
    this.remove(fence.id);
    for (const entry of this.register(fence)) this.tree.insert(entry);
  }

  remove(id: number): void {
    for (const entry of this.entries.get(id) ?? []) this.tree.remove(entry);
    this.entries.delete(id);
    this.fences.delete(id);
  }

  get(id: number): Fence | undefined {
    return this.fences.get(id);
  }

  within({ west: minX, south: minY, east: maxX, north: maxY }: Box): readonly Fence[] {
    const found = this.tree.search({ minX, minY, maxX, maxY }).map(({ fence }) => fence);
    return found.length > 1 ? [...new Set(found)] : found;
  }

  private register(fence: Fence): readonly Entry[] {
    const entries = fence.boxes.map(({ west, south, east, north }) => ({
      ...{ minX: west, minY: south, maxX: east, maxY: north },
      fence,
    }));
    this.entries.set(fence.id, entries);
    this.fences.set(fence.id, fence);
    return entries;
  }
}
