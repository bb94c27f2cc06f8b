import { stat } from 'node:fs/promises';
import path from 'node:path';
import { readFeatures } from '../source/read-features';
import { StreetsError } from '../source/streets-error';
import type { StreetData } from './street-data';
import { StreetDataBuilder } from './street-data-builder';
import { StreetDataCache } from './street-data-cache';

/** E.g. a Nest logger. */
export interface StreetLog {
  log(entry: object): void;
  warn(entry: object): void;
}

/** What is being read in this process, and what somebody in it still uses; by file. */
const reading = new Map<string, Promise<StreetData>>();
const inUse = new Map<string, WeakRef<StreetData>>();

/**
 * Reads the streets of a file once for all in this process that use them, from the cache if that fits the file.
 *
 * @throws {StreetsError} if the file is missing or unusable
 */
export async function loadStreetData(
  streets: string,
  cacheFolder: string,
  log: StreetLog,
): Promise<StreetData> {
  const file = path.resolve(streets);
  const key = await keyOf(file);
  const known = inUse.get(key)?.deref() ?? reading.get(key);
  if (known) return known;
  const work = readStreetData({ file, key, cacheFolder }, log).finally(() => reading.delete(key));
  reading.set(key, work);
  const data = await work;
  inUse.set(key, new WeakRef(data));
  return data;
}

/** For tests: what is read next is read as by another process. */
export function forgetStreetData(): void {
  inUse.clear();
}

interface StreetFile {
  readonly file: string;
  /** Of its version. */
  readonly key: string;
  readonly cacheFolder: string;
}

async function readStreetData({ file, key, cacheFolder }: StreetFile, log: StreetLog): Promise<StreetData> {
  const startedAt = performance.now();
  const cache = new StreetDataCache(cacheFolder);
  const cached = await cache.read(key);
  const data = typeof cached === 'object' && cached !== null ? cached : await buildStreetData(file);
  if (typeof cached === 'string') log.warn({ msg: 'street cache is rebuilt', reason: cached });
  if (data !== cached) await cache.write(key, data).catch((error: unknown) => warnOfCache(log, error));
  log.log({
    msg: 'streets loaded',
    file,
    ways: data.network.nameOf.length,
    houses: data.houses.streets.length,
    fromCache: data === cached,
    ms: Math.round(performance.now() - startedAt),
  });
  return data;
}

/** Reads a file of streets. @throws {StreetsError} */
async function buildStreetData(file: string): Promise<StreetData> {
  const builder = new StreetDataBuilder();
  await readFeatures(file, (feature) => builder.add(feature));
  if (builder.streetCount === 0) throw new StreetsError('STREETS_EMPTY', `${file} holds no street`);
  return builder.finish();
}

/** Changes with the file. */
async function keyOf(file: string): Promise<string> {
  try {
    const { size, mtimeMs } = await stat(file);
    return JSON.stringify([file, size, mtimeMs]);
  } catch (cause) {
    throw new StreetsError('STREETS_MISSING', `${file} can't be read`, { cause });
  }
}

function warnOfCache(log: StreetLog, error: unknown): void {
  log.warn({ msg: 'street cache could not be written', reason: String(error) });
}
