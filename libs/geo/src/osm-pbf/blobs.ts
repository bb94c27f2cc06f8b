import { open, type FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import Pbf from 'pbf';
import { StreetsError } from '../source/streets-error';
import { eachField } from './fields';

const inflated = promisify(inflate);
/** Limits of the format; anything beyond is not an .osm.pbf file. */
const MAX_HEADER_BYTES = 64 * 1024;
const MAX_BLOB_BYTES = 32 * 1024 * 1024;
const UNDERSTOOD = new Set(['OsmSchema-V0.6', 'DenseNodes']);

/** Where a blob of data is in the file. */
export interface BlobPlace {
  readonly at: number;
  readonly length: number;
}

/** An .osm.pbf file: a sequence of compressed blobs. https://wiki.openstreetmap.org/wiki/PBF_Format */
export class PbfFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly file: string,
    private readonly size: number,
  ) {}

  static async open(file: string): Promise<PbfFile> {
    const handle = await open(file);
    return new PbfFile(handle, file, (await handle.stat()).size);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /** All data blobs, without reading them. @throws {StreetsError} if the file is truncated or of another format */
  async blobs(): Promise<BlobPlace[]> {
    const places: BlobPlace[] = [];
    let at = 0;
    while (at < this.size) {
      const { type, place } = await this.blobHeader(at);
      if (at === 0 && type !== 'OSMHeader') throw this.damaged('begins like no .osm.pbf file');
      if (type === 'OSMHeader') checkHeader(await this.bytes(place));
      if (type === 'OSMData') places.push(place);
      at = place.at + place.length;
    }
    if (at === 0) throw this.damaged('is empty');
    return places;
  }

  /** A blob's content, inflated. */
  async bytes({ at, length }: BlobPlace): Promise<Uint8Array> {
    const { raw, zlib } = readBlob(new Pbf(await this.read(at, length)));
    if (raw) return raw;
    if (zlib) return inflated(zlib);
    throw this.damaged('is compressed by other means than zlib');
  }

  private async blobHeader(at: number): Promise<{ type: string; place: BlobPlace }> {
    const headerLength = (await this.read(at, 4)).readUInt32BE();
    if (headerLength > MAX_HEADER_BYTES) throw this.damaged('is no .osm.pbf file');
    const { type, length } = readBlobHeader(new Pbf(await this.read(at + 4, headerLength)));
    if (length <= 0 || length > MAX_BLOB_BYTES) throw this.damaged('is no .osm.pbf file');
    const place = { at: at + 4 + headerLength, length };
    if (place.at + length > this.size) throw this.damaged('is cut short');
    return { type, place };
  }

  private async read(at: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await this.handle.read(buffer, 0, length, at);
    if (bytesRead < length) throw this.damaged('is cut short');
    return buffer;
  }

  private damaged(how: string): StreetsError {
    return new StreetsError('STREETS_DAMAGED', `${this.file} ${how}`);
  }
}

function checkHeader(bytes: Uint8Array): void {
  const pbf = new Pbf(bytes);
  eachField(pbf, (tag) => {
    if (tag !== 4) return;
    const feature = pbf.readString();
    if (!UNDERSTOOD.has(feature)) throw new Error(`needs a reader that knows ${feature}`);
  });
}

function readBlobHeader(pbf: Pbf): { type: string; length: number } {
  const header = { type: '', length: 0 };
  eachField(pbf, (tag) => {
    if (tag === 1) header.type = pbf.readString();
    else if (tag === 3) header.length = pbf.readVarint();
  });
  return header;
}

function readBlob(pbf: Pbf): { raw: Uint8Array | null; zlib: Uint8Array | null } {
  const blob: ReturnType<typeof readBlob> = { raw: null, zlib: null };
  eachField(pbf, (tag) => {
    if (tag === 1) blob.raw = pbf.readBytes();
    else if (tag === 3) blob.zlib = pbf.readBytes();
  });
  return blob;
}
