import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { zxyToTileId } from 'pmtiles';

/** A server of maps: files by path, with range requests and ETags. */
export class MapServer {
  /** What was asked for: path and query. */
  readonly asked: string[] = [];
  /** By path; a function is called with the path. Change it at any time. */
  readonly files = new Map<string | RegExp, Buffer | ((path: string) => Buffer | null)>();
  isAway = false;
  hasRanges = true;
  private readonly server = createServer((request, response) => this.answer(request, response));

  static async start(): Promise<MapServer> {
    const map = new MapServer();
    map.server.listen(0, '127.0.0.1');
    await once(map.server, 'listening');
    return map;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
    this.asked.push(url);
    const path = url.split('?')[0] ?? '';
    const [, file = null] = [...this.files].find(([key]) => matches(key, path)) ?? [];
    const bytes = typeof file === 'function' ? file(path) : file;
    if (this.isAway) response.writeHead(503).end();
    else if (!bytes) response.writeHead(404).end();
    else send(bytes, this.hasRanges ? headers.range : undefined, response);
  }
}

function matches(key: string | RegExp, path: string): boolean {
  return typeof key === 'string' ? key === path : key.test(path);
}

function send(bytes: Buffer, range: string | undefined, response: ServerResponse): void {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  response.setHeader('ETag', '"1"');
  if (from === undefined) response.end(bytes);
  else response.writeHead(206).end(bytes.subarray(Number(from), Number(to) + 1));
}

export interface ArchivedTile {
  readonly z: number;
  readonly x: number;
  readonly y: number;
  readonly bytes: Uint8Array;
}

/** Numbers of the specification. */
const TILE_TYPES = { mvt: 1, png: 2 } as const;
const GZIP = 2;
const NO_COMPRESSION = 1;
const HEADER_BYTES = 127;

/** Returns a PMTiles archive, version 3, whose directory has one level. */
export function aPmtilesArchive(
  tiles: readonly ArchivedTile[],
  type: keyof typeof TILE_TYPES,
  metadata: object = {},
): Buffer {
  const entries = tiles
    .map(({ z, x, y, bytes }) => ({
      id: zxyToTileId(z, x, y),
      bytes: type === 'mvt' ? gzipSync(bytes) : bytes,
    }))
    .sort((a, b) => a.id - b.id);
  const directory = gzipSync(directoryOf(entries));
  const json = gzipSync(JSON.stringify(metadata));
  const data = Buffer.concat(entries.map(({ bytes }) => bytes));
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles', 'latin1');
  header.writeUInt8(3, 7);
  const sections = [directory.length, json.length, 0, data.length];
  sections.reduce((at, length, index) => {
    header.writeBigUInt64LE(BigInt(at), 8 + 16 * index);
    header.writeBigUInt64LE(BigInt(length), 16 + 16 * index);
    return at + length;
  }, HEADER_BYTES);
  for (const at of [72, 80, 88]) header.writeBigUInt64LE(BigInt(entries.length), at);
  const zooms = tiles.map(({ z }) => z);
  const compression = type === 'mvt' ? GZIP : NO_COMPRESSION;
  const small = [1, GZIP, compression, TILE_TYPES[type], Math.min(...zooms), Math.max(...zooms)];
  small.forEach((value, index) => header.writeUInt8(value, 96 + index));
  return Buffer.concat([header, directory, json, data]);
}

function directoryOf(entries: readonly { id: number; bytes: Uint8Array }[]): Buffer {
  const deltas = entries.map(({ id }, index) => id - (entries[index - 1]?.id ?? 0));
  const lengths = entries.map(({ bytes }) => bytes.length);
  // An offset of 0: right after the tile before.
  const offsets = entries.map((_, index) => (index === 0 ? 1 : 0));
  const numbers = [entries.length, ...deltas, ...entries.map(() => 1), ...lengths, ...offsets];
  return Buffer.from(numbers.flatMap(varint));
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
