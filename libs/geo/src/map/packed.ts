import { crc32 } from 'node:zlib';

const ARRAYS = { Uint8Array, Int8Array, Uint16Array, Uint32Array, Int32Array } as const;
type ArrayName = keyof typeof ARRAYS;
type Packable = InstanceType<(typeof ARRAYS)[ArrayName]>;
/** Arrays of numbers, under names. */
export interface PackTree {
  readonly [name: string]: Packable | PackTree;
}

/** Where the bytes of an array are, relative to the first array. */
interface Entry {
  readonly path: readonly string[];
  readonly type: ArrayName;
  readonly at: number;
  readonly bytes: number;
}

interface Header {
  readonly key: string;
  readonly entries: readonly Entry[];
}

const MAGIC = 'YIPIIMAP';
/** Magic, version, CRC-32 of all that follows; length of the header. */
const CHECKED_FROM = 16;
const PREFIX_BYTES = 20;
const ALIGNMENT = 8;

/** Returns the bytes of a tree of arrays, in pieces to be written in order. */
export function pack(tree: PackTree, version: number, key: string): Uint8Array[] {
  const entries: Entry[] = [];
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const [path, value] of leaves(tree, [])) {
    const { type, bytes } = toBytes(value);
    entries.push({ path, type, at, bytes: bytes.length });
    // Node's CRC-32 of an empty buffer is 0, regardless of the initial value.
    pieces.push(...[bytes, padding(bytes.length)].filter((piece) => piece.length > 0));
    at += bytes.length + padding(bytes.length).length;
  }
  const json = Buffer.from(JSON.stringify({ key, entries } satisfies Header));
  const header = Buffer.concat([json, padding(PREFIX_BYTES + json.length)]);
  const length = Buffer.alloc(PREFIX_BYTES - CHECKED_FROM);
  length.writeUInt32LE(json.length);
  const checked = [length, header, ...pieces];
  const prefix = Buffer.alloc(CHECKED_FROM);
  prefix.write(MAGIC, 'latin1');
  prefix.writeUInt32LE(version, 8);
  prefix.writeUInt32LE(
    checked.reduce((crc, piece) => crc32(piece, crc), 0),
    12,
  );
  return [prefix, ...checked];
}

/**
 * Returns what was packed, or a text that says why it cannot be used (other version or key, or damaged). Arrays are
 * views of `buffer`.
 */
export function unpack(buffer: ArrayBuffer, version: number, key: string): PackTree | string {
  const bytes = Buffer.from(buffer);
  if (bytes.length < PREFIX_BYTES || bytes.toString('latin1', 0, 8) !== MAGIC) return 'damaged';
  if (bytes.readUInt32LE(8) !== version) return 'of another version';
  if (crc32(bytes.subarray(CHECKED_FROM)) !== bytes.readUInt32LE(12)) return 'damaged';
  const headerEnd = PREFIX_BYTES + bytes.readUInt32LE(CHECKED_FROM);
  const header = JSON.parse(bytes.toString('utf8', PREFIX_BYTES, headerEnd)) as Header;
  if (header.key !== key) return 'of another file';
  const start = headerEnd + padding(headerEnd).length;
  return toTree(header.entries, (entry) => toArray(buffer, start + entry.at, entry));
}

function* leaves(tree: PackTree, path: readonly string[]): Generator<[string[], Packable]> {
  for (const [name, value] of Object.entries(tree)) {
    if (isLeaf(value)) yield [[...path, name], value];
    else yield* leaves(value, [...path, name]);
  }
}

function isLeaf(value: Packable | PackTree): value is Packable {
  return ArrayBuffer.isView(value);
}

function toBytes(value: Packable): { type: Entry['type']; bytes: Uint8Array } {
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return { type: value.constructor.name as ArrayName, bytes };
}

function toArray(buffer: ArrayBuffer, at: number, { type, bytes }: Entry): Packable {
  return new ARRAYS[type](buffer, at, bytes / ARRAYS[type].BYTES_PER_ELEMENT);
}

function toTree(entries: readonly Entry[], read: (entry: Entry) => Packable): PackTree {
  const root: Record<string, Packable | PackTree> = {};
  for (const entry of entries) {
    let branch = root;
    for (const name of entry.path.slice(0, -1)) branch = (branch[name] ??= {}) as typeof root;
    branch[entry.path.at(-1) ?? ''] = read(entry);
  }
  return root;
}

function padding(length: number): Uint8Array {
  return new Uint8Array((ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT);
}
