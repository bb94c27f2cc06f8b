/** A priority queue: the item with the largest key comes first. */
export class MaxHeap<T> {
  private readonly items: T[] = [];

  constructor(private readonly keyOf: (item: T) => number) {}

  push(item: T): void {
    let hole = this.items.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.keyAt(parent) >= this.keyOf(item)) break;
      this.items[hole] = this.items[parent] as T;
      hole = parent;
    }
    this.items[hole] = item;
  }

  /** Removes and returns the first item; undefined when empty. */
  pop(): T | undefined {
    const [first] = this.items;
    const last = this.items.pop();
    if (last !== undefined && this.items.length > 0) this.sink(last);
    return first;
  }

  /** Puts an item in the place of the first, and below all that are larger. */
  private sink(item: T): void {
    let hole = 0;
    for (;;) {
      const child = this.largerChild(hole);
      if (child >= this.items.length || this.keyAt(child) <= this.keyOf(item)) break;
      this.items[hole] = this.items[child] as T;
      hole = child;
    }
    this.items[hole] = item;
  }

  private largerChild(parent: number): number {
    const left = 2 * parent + 1;
    return left + 1 < this.items.length && this.keyAt(left + 1) > this.keyAt(left) ? left + 1 : left;
  }

  private keyAt(index: number): number {
    return this.keyOf(this.items[index] as T);
  }
}
