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
  /** The last answer: the rules of one asset ask for much the same box. */
  private last: { readonly box: Box; readonly fences: readonly Fence[] } | undefined;

  /** Adds many at once, to an index that is still empty. */
  load(fences: readonly Fence[]): void {
    const entries = fences.flatMap((fence) => this.register(fence));
    this.tree.load(entries);
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
    this.last = undefined;
  }

  get(id: number): Fence | undefined {
    return this.fences.get(id);
  }

  within(box: Box): readonly Fence[] {
    if (this.last && contains(this.last.box, box)) return this.last.fences;
    const { west: minX, south: minY, east: maxX, north: maxY } = box;
    const found = this.tree.search({ minX, minY, maxX, maxY });
    const fences = found.length > 1 ? [...new Set(found.map(({ fence }) => fence))] : found.map(fenceOf);
    this.last = { box, fences };
    return fences;
  }

  private register(fence: Fence): readonly Entry[] {
    const entries = fence.boxes.map(({ west, south, east, north }) => ({
      ...{ minX: west, minY: south, maxX: east, maxY: north },
      fence,
    }));
    this.entries.set(fence.id, entries);
    this.fences.set(fence.id, fence);
    this.last = undefined;
    return entries;
  }
}

function fenceOf({ fence }: Entry): Fence {
  return fence;
}

function contains(outer: Box, inner: Box): boolean {
  return (
    outer.west <= inner.west &&
    outer.south <= inner.south &&
    outer.east >= inner.east &&
    outer.north >= inner.north
  );
}
