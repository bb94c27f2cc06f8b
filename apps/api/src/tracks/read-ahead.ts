/** Reads one chunk further than it was asked for, so that the database works while a chunk is written out. */
export async function* readAhead<T>(chunks: AsyncIterable<T>): AsyncGenerator<T> {
  const reading = chunks[Symbol.asyncIterator]();
  try {
    for (let next = await reading.next(); !next.done;) {
      const ahead = reading.next();
      // Whoever asks for it gets the error; maybe nobody does.
      ahead.catch(() => undefined);
      yield next.value;
      next = await ahead;
    }
  } finally {
    await reading.return?.();
  }
}
