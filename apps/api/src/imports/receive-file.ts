import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '@yipii/platform';

/**
 * Receives a body into a file, hands it to `use` and deletes it: a slow client holds no transaction, and a long body no
 * memory.
 * @throws DomainError PAYLOAD_TOO_LARGE
 */
export async function receiveFile<T>(
  body: Readable,
  maxBytes: number,
  use: (file: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'yipii-import-'));
  try {
    const file = path.join(folder, 'body');
    await pipeline(body, atMost(maxBytes), createWriteStream(file, { mode: 0o600 }));
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function atMost(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else done(new DomainError('PAYLOAD_TOO_LARGE', `The file is longer than ${maxBytes} bytes.`));
    },
  });
}
