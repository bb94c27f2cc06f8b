import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';
import { Logger } from '../logging/logger';

/** A file that is generated while it is sent. */
export interface FileToStream {
  /** Media type. */
  readonly type: string;
  readonly name: string;
  readonly chunks: AsyncIterable<string>;
}

const log = new Logger('http');

/**
 * Returns a file that is sent chunk by chunk at the client's pace, so that its length does not matter. Generation
 * stops when the client disconnects. An error before the first chunk is thrown; a later one breaks the connection,
 * so that nobody mistakes a part for the whole.
 */
export async function streamFile({ type, name, chunks }: FileToStream): Promise<StreamableFile> {
  const rest = chunks[Symbol.asyncIterator]();
  const first = await rest.next();
  const stream = Readable.from(resumed(first, rest), { objectMode: false, highWaterMark: 65_536 });
  const file = new StreamableFile(stream, { type, disposition: `attachment; filename="${name}"` });
  return file.setErrorHandler((error, response) => {
    log.error({ msg: 'a file could not be sent to its end', err: error });
    response.destroy?.();
  });
}

async function* resumed(
  first: IteratorResult<string, unknown>,
  rest: AsyncIterator<string, unknown>,
): AsyncGenerator<Buffer> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield Buffer.from(next.value);
  } finally {
    await rest.return?.();
  }
}
