import { open } from 'node:fs/promises';
import { brotliDecompress, gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import {
  Compression,
  EtagMismatch,
  PMTiles,
  SharedPromiseCache,
  TileType,
  type DecompressFunc,
  type Source,
} from 'pmtiles';
import { MapSourceError, withoutQuery } from './map-source-error';
import { fetchBytes } from './read-bytes';
import { asPlainText, layerNamesOf } from './tile-json';
import { MOST_TILE_BYTES, type TileSource } from './tile-source.ports';

/** Of directories and metadata. */
const MOST_BYTES = 16_000_000;
const DIRECTORIES_KEPT = 64;
const IMAGES = [TileType.Png, TileType.Jpeg, TileType.Webp, TileType.Avif];

/**
 * Reads a PMTiles archive (version 3) on an HTTP server that answers ranges, or in a file.
 * @throws {MapSourceError} where there is none, or its tiles are neither vector tiles nor images
 */
export async function pmtilesSource(address: string): Promise<TileSource> {
  const source = /^https?:/.test(address) ? rangesOf(address) : fileOf(address);
  const archive = new PMTiles(
    source,
    new SharedPromiseCache(DIRECTORIES_KEPT, false, decompress),
    decompress,
  );
  const read = async <T>(it: Promise<T>): Promise<T> => {
    try {
      return await it;
    } catch (error) {
      if (error instanceof MapSourceError) throw error;
      throw new MapSourceError(`${withoutQuery(address)}: ${(error as Error).message}`);
    }
  };
  const { tileType, minZoom, maxZoom } = await read(archive.getHeader());
  if (tileType !== TileType.Mvt && !IMAGES.includes(tileType))
    throw new MapSourceError(`${withoutQuery(address)} has neither vector tiles nor images in it`);
  const metadata = await read(archive.getMetadata());
  return {
    ...{ format: tileType === TileType.Mvt ? 'vector' : 'image', minZoom, maxZoom },
    attribution: asPlainText((metadata as { attribution?: unknown } | undefined)?.attribution),
    layerNames: tileType === TileType.Mvt ? layerNamesOf(metadata) : null,
    async tile({ z, x, y }) {
      const found = await read(archive.getZxy(z, x, y));
      return found ? Buffer.from(found.data) : null;
    },
  };
}

/** An archive that was replaced has another ETag; the library then reads its directory anew. */
function rangesOf(url: string): Source {
  return {
    getKey: () => url,
    async getBytes(offset, length, _signal, etag) {
      const answer = await fetchBytes(url, { most: MOST_BYTES, range: { offset, length } });
      if (!answer) throw new MapSourceError(`${withoutQuery(url)}: not found`);
      if (answer.status !== 206)
        throw new MapSourceError(`${withoutQuery(url)}: its server does not answer range requests`);
      if (etag !== undefined && answer.etag !== null && answer.etag !== etag) throw new EtagMismatch();
      return { data: arrayBufferOf(answer.bytes), ...(answer.etag !== null && { etag: answer.etag }) };
    },
  };
}

/** Opened for each read, so that an archive can be replaced. */
function fileOf(path: string): Source {
  return {
    getKey: () => path,
    async getBytes(offset, length) {
      const file = await open(path);
      try {
        const { mtimeMs, size } = await file.stat();
        const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
        await file.read(bytes, 0, bytes.length, offset);
        return { data: arrayBufferOf(bytes), etag: `${mtimeMs}-${size}` };
      } finally {
        await file.close();
      }
    },
  };
}

const decompress: DecompressFunc = async (bytes, compression) => {
  const limit = { maxOutputLength: Math.max(MOST_TILE_BYTES, MOST_BYTES) };
  if (compression === Compression.None || compression === Compression.Unknown) return bytes;
  if (compression === Compression.Gzip) return arrayBufferOf(await promisify(gunzip)(bytes, limit));
  if (compression === Compression.Brotli)
    return arrayBufferOf(await promisify(brotliDecompress)(bytes, limit));
  throw new Error('its compression is neither gzip nor Brotli');
};

function arrayBufferOf(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
}
