import { IntColumn } from './int-column';

/** Distinct places in integer coordinates, numbered in order of first appearance. */
export class Nodes {
  readonly lngs = new IntColumn();
  readonly lats = new IntColumn();
  /** A hash table with open addressing: place number + 1; 0 is free. A map keyed by text is ten times slower. */
  private slots = new Uint32Array(4096);

  at(lng: number, lat: number): number {
    const slot = this.slotOf(lng, lat);
    const taken = this.slots[slot] ?? 0;
    if (taken > 0) return taken - 1;
    const number = this.lngs.length;
    this.slots[slot] = number + 1;
    this.lngs.push(lng);
    this.lats.push(lat);
    if (this.lngs.length * 2 > this.slots.length) this.grow();
    return number;
  }

  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    for (let i = 0; i < this.lngs.length; i++)
      this.slots[this.slotOf(this.lngs.at(i), this.lats.at(i))] = i + 1;
  }

  /** The slot of the place, or the free slot where it belongs. */
  private slotOf(lng: number, lat: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(lng, lat) & mask;
    for (;;) {
      const taken = this.slots[slot] ?? 0;
      if (taken === 0) return slot;
      if (this.lngs.at(taken - 1) === lng && this.lats.at(taken - 1) === lat) return slot;
      slot = (slot + 1) & mask;
    }
  }
}

/** The finalizer of MurmurHash3 over both. */
function hash(lng: number, lat: number): number {
  let h = Math.imul(lng, 0x9e3779b1) ^ lat;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
