/** A growing column of 32-bit integers, in a quarter of the memory of an array. */
export class IntColumn {
  private values = new Int32Array(1024);
  private used = 0;

  get length(): number {
    return this.used;
  }

  at(index: number): number {
    return this.values[index] ?? 0;
  }

  push(value: number): void {
    if (this.used === this.values.length) {
      const grown = new Int32Array(this.used * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.used++] = value;
  }

  toInt32(): Int32Array {
    return this.values.slice(0, this.used);
  }

  toUint32(): Uint32Array {
    return Uint32Array.from(this.values.subarray(0, this.used));
  }
}
