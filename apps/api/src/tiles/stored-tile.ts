import { gzipSync } from 'node:zlib';
import type { GroundTile } from '@yipii/geo';
import { strongEtag } from '@yipii/platform';

/** A tile as it is sent. */
export interface StoredTile {
  readonly contentType: string;
  readonly etag: string;
  readonly plain: Buffer;
  /** Null for pictures, which are compressed already. */
  readonly gzip: Buffer | null;
  /** Whom to thank; null: those of our own map. */
  readonly attribution: string | null;
  /** Seconds. */
  readonly maxAge: number;
}

const DAY = 86_400;

export function storedTile(
  { contentType, bytes }: GroundTile,
  { attribution = null, maxAge = DAY }: Partial<Pick<StoredTile, 'attribution' | 'maxAge'>> = {},
): StoredTile {
  const plain = Buffer.from(bytes);
  const gzip = contentType.startsWith('image/') ? null : gzipSync(plain);
  return { contentType, etag: strongEtag(plain), plain, gzip, attribution, maxAge };
}
