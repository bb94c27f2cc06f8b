import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { MapSourceError, withoutQuery } from './map-source-error';

const TIMEOUT_MS = 10_000;
const MOST_REDIRECTS = 3;
const inflate = promisify(gunzip);

export interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
  readonly etag: string | null;
}

export interface Limits {
  /** Bytes, after decompression; a longer answer is an error. */
  readonly most: number;
  /** Bytes of the file that are wanted. */
  readonly range?: { readonly offset: number; readonly length: number };
}

/**
 * Returns what an HTTP server answers with 2xx; null where it has nothing there (204, 404, 410). Follows three
 * redirects, to HTTP only.
 * @throws {MapSourceError} on any other answer, one that is too long, or none within 10 s
 */
export async function fetchBytes(url: string, limits: Limits): Promise<Answer | null> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const response = await follow(url, { signal, headers: headersOf(limits), redirect: 'manual' });
    if ([204, 404, 410].includes(response.status)) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) throw new MapSourceError(`${withoutQuery(url)}: HTTP ${response.status}`);
    const bytes = await readUpTo(response, limits.most);
    return { status: response.status, bytes, etag: response.headers.get('etag') };
  } catch (error) {
    if (error instanceof MapSourceError) throw error;
    throw new MapSourceError(`${withoutQuery(url)}: ${reasonOf(error)}`);
  }
}

/**
 * Returns bytes as they are, or unzipped where they are gzip.
 * @throws {MapSourceError} where that is longer than `most`
 */
export async function unzipped(bytes: Buffer, most: number): Promise<Buffer> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await inflate(bytes, { maxOutputLength: most });
  } catch (error) {
    throw new MapSourceError(`not unzipped: ${(error as Error).message}`);
  }
}

function headersOf({ range }: Limits): Record<string, string> {
  if (!range) return { Accept: '*/*' };
  return { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` };
}

async function follow(url: string, init: RequestInit, left = MOST_REDIRECTS): Promise<Response> {
  const response = await fetch(url, init);
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || location === null) return response;
  await response.body?.cancel();
  const next = new URL(location, url);
  if (left === 0 || !['http:', 'https:'].includes(next.protocol)) throw new Error('too many redirects');
  return follow(next.href, init, left - 1);
}

async function readUpTo(response: Response, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk as Uint8Array);
    length += (chunk as Uint8Array).length;
    if (length > most) throw new Error(`longer than ${most} bytes`);
  }
  return Buffer.concat(chunks);
}

/** Node hides the reason of a failed fetch in its cause. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === 'TimeoutError') return 'no answer in time';
  return cause?.code ?? cause?.message ?? message;
}
