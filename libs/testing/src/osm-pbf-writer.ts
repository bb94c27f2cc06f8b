import { deflateSync } from 'node:zlib';
import Pbf from 'pbf';

export interface OsmNode {
  readonly id: number;
  readonly lng: number;
  readonly lat: number;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface OsmWay {
  readonly nodes: readonly number[];
  readonly tags: Readonly<Record<string, string>>;
}

export interface OsmData {
  readonly nodes: Iterable<OsmNode>;
  readonly ways: Iterable<OsmWay>;
  /** Nodes one by one, as few programs write them; else dense. */
  readonly plainNodes?: boolean;
}

const PER_BLOCK = 8_000;
/** The format's own precision: 100 nanodegrees. */
const PER_DEGREE = 1e7;

/** An .osm.pbf file in pieces, for tests that need one. https://wiki.openstreetmap.org/wiki/PBF_Format */
export function* osmPbf({ nodes, ways, plainNodes = false }: OsmData): Generator<Buffer> {
  const header = new Pbf();
  header.writeStringField(4, 'OsmSchema-V0.6');
  header.writeStringField(4, 'DenseNodes');
  yield blob('OSMHeader', header.finish());
  for (const some of chunks(nodes))
    yield blob('OSMData', plainNodes ? plainNodesBlock(some) : denseNodesBlock(some));
  let firstWay = 1;
  for (const some of chunks(ways)) {
    yield blob('OSMData', waysBlock(some, firstWay));
    firstWay += some.length;
  }
}

function blob(type: string, content: Uint8Array): Buffer {
  const body = new Pbf();
  body.writeVarintField(2, content.length);
  body.writeBytesField(3, deflateSync(content));
  const data = Buffer.from(body.finish());
  const head = new Pbf();
  head.writeStringField(1, type);
  head.writeVarintField(3, data.length);
  const header = Buffer.from(head.finish());
  const length = Buffer.alloc(4);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, data]);
}

function denseNodesBlock(nodes: readonly OsmNode[]): Uint8Array {
  const texts = new StringTable();
  const keysValues = nodes.flatMap(({ tags = {} }) => [
    ...Object.entries(tags).flatMap(([key, value]) => [texts.at(key), texts.at(value)]),
    0,
  ]);
  return block(texts, (group) =>
    group.writeMessage(
      2,
      (_: null, dense) => {
        dense?.writePackedSVarint(1, delta(nodes.map(({ id }) => id)));
        dense?.writePackedSVarint(8, delta(nodes.map(({ lat }) => Math.round(lat * PER_DEGREE))));
        dense?.writePackedSVarint(9, delta(nodes.map(({ lng }) => Math.round(lng * PER_DEGREE))));
        dense?.writePackedVarint(10, keysValues);
      },
      null,
    ),
  );
}

function plainNodesBlock(nodes: readonly OsmNode[]): Uint8Array {
  const texts = new StringTable();
  return block(texts, (group) => {
    for (const node of nodes) group.writeMessage(1, writeNode, { node, texts });
  });
}

function writeNode({ node, texts }: { node: OsmNode; texts: StringTable }, pbf?: Pbf): void {
  const { keys, values } = texts.columns(node.tags ?? {});
  pbf?.writeSVarintField(1, node.id);
  pbf?.writePackedVarint(2, keys);
  pbf?.writePackedVarint(3, values);
  pbf?.writeSVarintField(8, Math.round(node.lat * PER_DEGREE));
  pbf?.writeSVarintField(9, Math.round(node.lng * PER_DEGREE));
}

/** Ways are numbered in their order. */
function waysBlock(ways: readonly OsmWay[], firstId: number): Uint8Array {
  const texts = new StringTable();
  return block(texts, (group) => {
    ways.forEach((way, i) => group.writeMessage(3, writeWay, { id: firstId + i, way, texts }));
  });
}

interface WayToWrite {
  readonly id: number;
  readonly way: OsmWay;
  readonly texts: StringTable;
}

function writeWay({ id, way, texts }: WayToWrite, pbf?: Pbf): void {
  const { keys, values } = texts.columns(way.tags);
  pbf?.writeVarintField(1, id);
  pbf?.writePackedVarint(2, keys);
  pbf?.writePackedVarint(3, values);
  pbf?.writePackedSVarint(8, delta(way.nodes));
}

function block(texts: StringTable, writeGroup: (group: Pbf) => void): Uint8Array {
  const group = new Pbf();
  writeGroup(group);
  const table = new Pbf();
  for (const text of texts.all()) table.writeStringField(1, text);
  const pbf = new Pbf();
  pbf.writeBytesField(1, table.finish());
  pbf.writeBytesField(2, group.finish());
  return pbf.finish();
}

class StringTable {
  private readonly known = new Map([['', 0]]);

  at(text: string): number {
    const number = this.known.get(text) ?? this.known.size;
    this.known.set(text, number);
    return number;
  }

  columns(tags: Readonly<Record<string, string>>): { keys: number[]; values: number[] } {
    return {
      keys: Object.keys(tags).map((key) => this.at(key)),
      values: Object.values(tags).map((value) => this.at(value)),
    };
  }

  all(): Iterable<string> {
    return this.known.keys();
  }
}

function delta(numbers: readonly number[]): number[] {
  return numbers.map((number, i) => number - (numbers[i - 1] ?? 0));
}

function* chunks<T>(items: Iterable<T>): Generator<T[]> {
  let chunk: T[] = [];
  for (const item of items) {
    chunk.push(item);
    if (chunk.length < PER_BLOCK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
