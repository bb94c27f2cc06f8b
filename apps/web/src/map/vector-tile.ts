export type Tags = Readonly<Record<string, string | number>>;

export interface VectorFeature {
  readonly tags: Tags;
  /** Points as x, y, x, y …, a list per line or ring. */
  readonly lines: readonly (readonly number[])[];
}

export type VectorTile = Readonly<Record<string, readonly VectorFeature[]>>;

interface Field {
  readonly number: number;
  readonly value: number;
  /** Null: the field is a number. */
  readonly bytes: Uint8Array | null;
}

const UTF8 = new TextDecoder();

/** Reads a Mapbox Vector Tile as our server writes them. Throws a RangeError where it ends too early. */
export function readVectorTile(bytes: Uint8Array): VectorTile {
  const layers = [...fieldsOf(bytes)].filter(({ number }) => number === 3);
  return Object.fromEntries(layers.map((layer) => readLayer(layer.bytes ?? new Uint8Array())));
}

function readLayer(bytes: Uint8Array): [string, VectorFeature[]] {
  const fields = [...fieldsOf(bytes)];
  const all = (wanted: number) =>
    fields.filter(({ number }) => number === wanted).map((field) => field.bytes ?? new Uint8Array());
  const keys = all(3).map((key) => UTF8.decode(key));
  const values = all(4).map(readValue);
  return [UTF8.decode(all(1)[0]), all(2).map((feature) => readFeature(feature, keys, values))];
}

function readFeature(bytes: Uint8Array, keys: string[], values: (string | number)[]): VectorFeature {
  const tags: Record<string, string | number> = {};
  let lines: number[][] = [];
  for (const { number, bytes: content } of fieldsOf(bytes)) {
    if (!content) continue;
    const numbers = new Reader(content).varints();
    if (number === 4) lines = readLines(numbers);
    if (number === 2)
      for (let i = 0; i < numbers.length; i += 2)
        tags[keys[numbers[i] ?? 0] ?? ''] = values[numbers[i + 1] ?? 0] ?? '';
  }
  return { tags, lines };
}

/** Commands: 1 moves, 2 draws, 7 closes. */
function readLines(numbers: readonly number[]): number[][] {
  const lines: number[][] = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < numbers.length;) {
    const command = numbers[i++] ?? 0;
    const kind = command & 7;
    const end = kind === 7 ? i : i + 2 * (command >> 3);
    if (kind === 7) close(lines.at(-1));
    for (; i < end; i += 2) {
      x += signed(numbers[i]);
      y += signed(numbers[i + 1]);
      if (kind === 1) lines.push([]);
      lines.at(-1)?.push(x, y);
    }
  }
  return lines;
}

function close(ring: number[] = []): void {
  ring.push(...ring.slice(0, 2));
}

function signed(value = 0): number {
  return (value >>> 1) ^ -(value & 1);
}

function readValue(bytes: Uint8Array): string | number {
  for (const field of fieldsOf(bytes)) return field.bytes ? UTF8.decode(field.bytes) : field.value;
  return '';
}

function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  const reader = new Reader(bytes);
  while (reader.hasMore) {
    const tag = reader.varint();
    const number = tag >> 3;
    if ((tag & 7) === 2) yield { number, value: 0, bytes: reader.take(reader.varint()) };
    else if ((tag & 7) === 0) yield { number, value: reader.varint(), bytes: null };
    else throw new RangeError('no number that our server writes');
  }
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get hasMore(): boolean {
    return this.at < this.bytes.length;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) throw new RangeError('the tile ends too early');
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }

  varints(): number[] {
    const values: number[] = [];
    while (this.hasMore) values.push(this.varint());
    return values;
  }

  take(length: number): Uint8Array {
    if (this.at + length > this.bytes.length) throw new RangeError('the tile ends too early');
    return this.bytes.subarray(this.at, (this.at += length));
  }
}
