import { firstFrom } from '../grid/binary-search';
import { PER_DEGREE } from '../grid/geometry';
import type { Point } from '../source/map-feature';

const UNKNOWN = 0x7fffffff;

/** Coordinates of the nodes that ways use, by node id. */
export class NodePlaces {
  /** Ascending, each once. */
  private readonly ids: Float64Array;
  private readonly lngs: Int32Array;
  private readonly lats: Int32Array;
  /** Files are mostly sorted by id, so the next look-up usually hits the next entry. */
  private next = 0;

  constructor(wanted: IdColumn) {
    this.ids = wanted.sortedOnce();
    this.lngs = new Int32Array(this.ids.length).fill(UNKNOWN);
    this.lats = new Int32Array(this.ids.length);
  }

  put(id: number, lng: number, lat: number): void {
    const index = this.seek(id);
    if (this.ids[index] !== id) return;
    this.lngs[index] = Math.round(lng * PER_DEGREE);
    this.lats[index] = Math.round(lat * PER_DEGREE);
  }

  /** The stretches of a way whose nodes the file has: an extract may cut a way and continue it later. */
  stretches(ids: readonly number[]): Point[][] {
    const stretches: Point[][] = [];
    let current: Point[] = [];
    for (const id of ids) {
      const point = this.at(id);
      if (point) current.push(point);
      if (point && current.length === 1) stretches.push(current);
      if (!point) current = [];
    }
    return stretches;
  }

  private at(id: number): Point | null {
    const index = firstFrom(this.ids, id);
    const lng = this.lngs[index] ?? UNKNOWN;
    return lng === UNKNOWN ? null : [lng / PER_DEGREE, (this.lats[index] ?? 0) / PER_DEGREE];
  }

  /** The first index whose id is not below. */
  private seek(id: number): number {
    const { ids } = this;
    if (this.next > 0 && (ids[this.next - 1] ?? 0) >= id) this.next = firstFrom(ids, id);
    while (this.next < ids.length && (ids[this.next] ?? 0) < id) this.next++;
    return this.next;
  }
}

/** Node ids, which exceed 32 bits. */
export class IdColumn {
  private values = new Float64Array(1024);
  private used = 0;

  push(id: number): void {
    if (this.used === this.values.length) {
      const grown = new Float64Array(this.used * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.used++] = id;
  }

  sortedOnce(): Float64Array {
    const sorted = this.values.subarray(0, this.used).sort();
    let kept = 0;
    for (const id of sorted) {
      if (kept === 0 || sorted[kept - 1] !== id) sorted[kept++] = id;
    }
    return sorted.slice(0, kept);
  }
}
