/** A priority queue of numbers, smallest key first: a 4-ary heap in flat arrays. */
export class NumberHeap {
  private keys = new Float64Array(1024);
  private values = new Uint32Array(1024);
  private size = 0;

  get isEmpty(): boolean {
    return this.size === 0;
  }

  /** Infinity when empty. */
  get smallestKey(): number {
    return this.size === 0 ? Infinity : (this.keys[0] ?? 0);
  }

  clear(): void {
    this.size = 0;
  }

  push(key: number, value: number): void {
    if (this.size === this.values.length) this.grow();
    const { keys, values } = this;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const parentKey = keys[parent] ?? 0;
      if (parentKey <= key) break;
      keys[i] = parentKey;
      values[i] = values[parent] ?? 0;
      i = parent;
    }
    keys[i] = key;
    values[i] = value;
  }

  /** Removes and returns the value with the smallest key. Must not be called when empty. */
  pop(): number {
    const { keys, values } = this;
    const top = values[0] ?? 0;
    const size = --this.size;
    const key = keys[size] ?? 0;
    const value = values[size] ?? 0;
    let i = 0;
    for (let child = this.smallestChild(0); child < size; child = this.smallestChild(i)) {
      const childKey = keys[child] ?? 0;
      if (childKey >= key) break;
      keys[i] = childKey;
      values[i] = values[child] ?? 0;
      i = child;
    }
    keys[i] = key;
    values[i] = value;
    return top;
  }

  /** Beyond the size where there is none. */
  private smallestChild(i: number): number {
    const first = 4 * i + 1;
    const end = Math.min(first + 4, this.size);
    let smallest = first;
    for (let child = first + 1; child < end; child++) {
      if ((this.keys[child] ?? 0) < (this.keys[smallest] ?? 0)) smallest = child;
    }
    return smallest;
  }

  private grow(): void {
    const [keys, values] = [this.keys, this.values];
    this.keys = new Float64Array(keys.length * 2);
    this.values = new Uint32Array(values.length * 2);
    this.keys.set(keys);
    this.values.set(values);
  }
}
