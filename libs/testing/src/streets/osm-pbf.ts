import { PER_DEGREE, type Street } from '@yipii/geo';

/** More are not allowed in a block by the programs that read them. */
const PER_BLOCK = 8_000;
const ONEWAY = { both: 'no', forward: 'yes', backward: '-1' } as const;

/** Streets as a map extract in OpenStreetMap's format (https://wiki.openstreetmap.org/wiki/PBF_Format). */
export function encodeOsmPbf(streets: readonly Street[]): Buffer {
  const ids = new Map<string, number>();
  const nodes: Buffer[] = [];
  const idOf = ([lng, lat]: readonly [number, number]): number => {
    const key = `${lng},${lat}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    ids.set(key, ids.size + 1);
    nodes.push(message([1, signed(ids.size)], [8, signed(scaled(lat))], [9, signed(scaled(lng))]));
    return ids.size;
  };
  const strings = new Map([['', 0]]);
  const stringOf = (text: string): number => {
    const number = strings.get(text) ?? strings.size;
    strings.set(text, number);
    return number;
  };
  const ways = streets.map((street, i) => {
    const refs = street.points.map(idOf);
    const tags = Object.entries(tagsOf(street));
    return message(
      [1, BigInt(i + 1)],
      [2, packed(tags.map(([key]) => BigInt(stringOf(key))))],
      [3, packed(tags.map(([, value]) => BigInt(stringOf(value))))],
      [8, packed(refs.map((ref, k) => signed(ref - (refs[k - 1] ?? 0))))],
    );
  });
  const header = message([4, Buffer.from('OsmSchema-V0.6')]);
  const table = message(...[...strings.keys()].map((text): Field => [1, Buffer.from(text)]));
  // Field 1 of a group is a node, 3 a way.
  const blocks = [...inBlocks(1, nodes), ...inBlocks(3, ways)].map((group) =>
    message([1, table], [2, group]),
  );
  return Buffer.concat([blob('OSMHeader', header), ...blocks.map((block) => blob('OSMData', block))]);
}

function tagsOf({ roadClass, name, direction, speedLimit }: Street): Record<string, string> {
  return {
    highway: roadClass,
    oneway: ONEWAY[direction],
    ...(name === null ? {} : { name }),
    ...(speedLimit === null ? {} : { maxspeed: String(speedLimit) }),
  };
}

function inBlocks(field: number, entities: readonly Buffer[]): Buffer[] {
  const blocks: Buffer[] = [];
  for (let i = 0; i < entities.length; i += PER_BLOCK) {
    blocks.push(message(...entities.slice(i, i + PER_BLOCK).map((entity): Field => [field, entity])));
  }
  return blocks;
}

function blob(type: string, content: Buffer): Buffer {
  const body = message([1, content], [2, BigInt(content.length)]);
  const header = message([1, Buffer.from(type)], [3, BigInt(body.length)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, body]);
}

/** A varint, or bytes with their length. */
type Field = readonly [number: number, value: bigint | Buffer];

function message(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) =>
      typeof value === 'bigint'
        ? [varint(BigInt(number << 3)), varint(value)]
        : [varint(BigInt((number << 3) | 2)), varint(BigInt(value.length)), value],
    ),
  );
}

function packed(values: readonly bigint[]): Buffer {
  return Buffer.concat(values.map(varint));
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

/** Zigzag: the lowest bit is the sign. */
function signed(value: number): bigint {
  return value < 0 ? BigInt(-value) * 2n - 1n : BigInt(value) * 2n;
}

function scaled(degrees: number): number {
  return Math.round(degrees * PER_DEGREE);
}
