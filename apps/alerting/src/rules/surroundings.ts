import { boxesMeet, FenceLookup, growBox, type Box, type Fence, type Place } from '@yipii/domain';
import type { FenceIndex } from './fence-index';
import { Vicinity } from './vicinity';

/** Metres around an asset that are searched at once: some minutes of driving in a town; fewer among many fences. */
const REACHES = [1_000, 200];
/** Where there are more fences than that, the index is searched each time. */
const MOST_FENCES = 64;
/** Degrees north and south: beyond them, distances on a flat map mean little. */
const POLAR = 85;

/**
 * The fences around one asset. The index is searched anew only when the asset comes to the border of the area that was
 * searched last, and the fences of that are looked at anew only when it has gone as far as the nearest edge may be.
 */
export class Surroundings extends FenceLookup {
  /** Null: not known, or one of its fences was edited. */
  private vicinity: Vicinity | null = null;

  constructor(private readonly index: FenceIndex) {
    super();
  }

  get(id: number): Fence | undefined {
    return this.index.get(id);
  }

  within(box: Box): readonly Fence[] {
    return this.index.within(box);
  }

  override along(from: Place, to: Place): readonly Fence[] {
    const known = this.vicinity?.containing(from, to);
    if (known) return known;
    if (!this.vicinity?.reachesBeyond(to)) this.vicinity = this.search(to);
    this.vicinity?.look(to);
    return this.vicinity?.since(from) ?? this.index.along(from, to);
  }

  /** To be called when a fence was added, edited or removed, with the boxes that it had and has. */
  changed(boxes: readonly Box[]): void {
    const { vicinity } = this;
    if (vicinity && boxes.some((box) => boxesMeet(vicinity.area, box))) this.vicinity = null;
  }

  private search({ lat, lng }: Place): Vicinity | null {
    if (Math.abs(lat) > POLAR) return null;
    for (const reach of REACHES) {
      const [area, ...others] = growBox({ west: lng, east: lng, south: lat, north: lat }, reach);
      // Across the 180th meridian there are two: that is too rare to be remembered.
      if (!area || others.length > 0) return null;
      const fences = this.index.within(area);
      if (fences.some(({ boxes }) => boxes.length > 1)) return null;
      if (fences.length <= MOST_FENCES) return new Vicinity(area, fences);
    }
    return null;
  }
}
