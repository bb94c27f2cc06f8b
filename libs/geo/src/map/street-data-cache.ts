import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pack, unpack, type PackTree } from './packed';
import type { StreetData } from './street-data';

/** Increase with every change to {@link StreetData}, its contents, or its packing. */
const VERSION = 2;

/** Caches the data built from a street file on disk, so that a restart need not parse the file again. */
export class StreetDataCache {
  private readonly file: string;

  constructor(private readonly folder: string) {
    this.file = path.join(folder, 'streets.cache');
  }

  /**
   * What was built from the file with this key; else a text: why there is nothing of use, null where there is no cache.
   * A cache is read whole and checked, since it may be of any age and have met any end.
   */
  async read(key: string): Promise<StreetData | string | null> {
    try {
      const buffer = await readBuffer(this.file);
      const tree = unpack(buffer, VERSION, key);
      return typeof tree === 'string' ? tree : (tree as unknown as StreetData);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : String(error);
    }
  }

  /** Writes atomically. */
  async write(key: string, data: StreetData): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const unfinished = `${this.file}.${randomUUID()}`;
    try {
      await writePieces(unfinished, pack(data as unknown as PackTree, VERSION, key));
      await rename(unfinished, this.file);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }
}

async function readBuffer(file: string): Promise<ArrayBuffer> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(new ArrayBuffer((await handle.stat()).size));
    let read = 0;
    while (read < bytes.length) {
      const { bytesRead } = await handle.read(bytes, read, Math.min(bytes.length - read, MAX_READ), read);
      if (bytesRead === 0) throw new Error('the file became shorter');
      read += bytesRead;
    }
    return bytes.buffer;
  } finally {
    await handle.close();
  }
}

/** Operating systems read less than 2 GiB at once. */
const MAX_READ = 2 ** 30;

async function writePieces(file: string, pieces: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    for (const piece of pieces) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
