/** Returns the index of the first of ascending numbers, between two indexes, that is at least `value`; else `to`. */
export function firstFrom(
  ascending: Uint32Array | Float64Array,
  value: number,
  from = 0,
  to = ascending.length,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
