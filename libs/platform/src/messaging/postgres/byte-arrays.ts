const BYTEA = 17;
const HEADER_BYTES = 20;

/** Returns values as PostgreSQL reads a `bytea[]` in its binary form, which needs no escaping. */
export function byteArray(values: readonly Buffer[]): Buffer {
  const size = values.reduce((sum, { length }) => sum + 4 + length, HEADER_BYTES);
  const bytes = Buffer.allocUnsafe(size);
  // Dimensions, whether there are nulls, type of the elements, their number, first index.
  let end = [1, 0, BYTEA, values.length, 1].reduce((at, field) => bytes.writeInt32BE(field, at), 0);
  for (const value of values) {
    end = bytes.writeInt32BE(value.length, end);
    end += value.copy(bytes, end);
  }
  return bytes;
}
