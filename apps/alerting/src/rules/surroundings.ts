import { boxContains, boxesMeet, FenceLookup, growBox, type Box, type Fence } from '@yipii/domain';
import type { FenceIndex } from './fence-index';

/** Metres around an asset that are searched at once: some minutes of driving in a town. */
const REACH = 1_000;
/** Where there are more fences than that, the index is searched each time. */
const MOST_FENCES = 64;

/**
 * The fences around one asset. The index is searched anew only when the asset leaves the area that was searched last,
 * and the fences of that are compared anew only when it comes near to another one.
 */
export class Surroundings extends FenceLookup {
  /** Whose fences are known; null: no area's, or one of them was edited. */
  private area: Box | null = null;
  private fences: readonly Fence[] = [];
  /** A part of the area that no other fences meet than these; null: not known. */
  private clear: Box | null = null;
  private near: readonly Fence[] = [];

  constructor(private readonly index: FenceIndex) {
    super();
  }

  get(id: number): Fence | undefined {
    return this.index.get(id);
  }

  within(box: Box): readonly Fence[] {
    if (this.clear && boxContains(this.clear, box)) return this.near;
    if (!this.area || !boxContains(this.area, box)) this.search(box);
    return this.area ? this.compare(this.area, box) : this.index.within(box);
  }

  /** To be called when a fence was added, edited or removed, with the boxes that it had and has. */
  changed(boxes: readonly Box[]): void {
    const { area } = this;
    if (area && boxes.some((box) => boxesMeet(area, box))) this.forget();
  }

  private forget(): void {
    this.area = null;
    this.clear = null;
  }

  private search(box: Box): void {
    this.forget();
    const [area, ...others] = growBox(box, REACH);
    // Across the 180th meridian there are two: that is too rare to be remembered.
    if (!area || others.length > 0) return;
    const fences = this.index.within(area);
    if (fences.length > MOST_FENCES) return;
    this.area = area;
    this.fences = fences;
  }

  private compare(area: Box, box: Box): readonly Fence[] {
    const near: Fence[] = [];
    let clear = area;
    for (const fence of this.fences) {
      if (fence.boxes.some((one) => boxesMeet(one, box))) near.push(fence);
      else for (const one of fence.boxes) clear = without(clear, one, box);
    }
    this.clear = clear;
    this.near = near;
    return near;
  }
}

/** Degrees between boxes that do not meet. */
const BESIDE = 1e-9;

/** Returns the largest part of an area that contains `kept` and does not meet `other`; these two do not meet. */
function without(area: Box, other: Box, kept: Box): Box {
  if (!boxesMeet(area, other)) return area;
  const gaps = [
    { gap: other.west - kept.east, part: { ...area, east: other.west - BESIDE } },
    { gap: kept.west - other.east, part: { ...area, west: other.east + BESIDE } },
    { gap: other.south - kept.north, part: { ...area, north: other.south - BESIDE } },
    { gap: kept.south - other.north, part: { ...area, south: other.north + BESIDE } },
  ];
  return gaps.reduce((best, next) => (next.gap > best.gap ? next : best)).part;
}
