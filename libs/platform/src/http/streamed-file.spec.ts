import { eventually } from '@yipii/testing';
import { streamFile } from './streamed-file';

const CHUNK = 'x'.repeat(10_000);

describe('a streamed file', () => {
  let made: number;
  let ended: boolean;

  async function* endless(): AsyncGenerator<string> {
    [made, ended] = [0, false];
    try {
      for (;;) {
        made += 1;
        yield await Promise.resolve(CHUNK);
      }
    } finally {
      ended = true;
    }
  }

  const file = (chunks: AsyncIterable<string>) => streamFile({ type: 'text/csv', name: 'x.csv', chunks });

  it('is made no faster than it is taken, and no further when nobody takes it', async () => {
    const stream = (await file(endless())).getStream();
    stream.once('readable', () => void stream.read(1));
    await eventually(() => expect(stream.readableLength).toBeGreaterThan(60_000));
    const full = made;
    expect(full).toBeLessThan(12);
    stream.destroy();
    await eventually(() => expect(ended).toBe(true));
    expect(made).toBeLessThanOrEqual(full + 1);
  });

  it('is no file where its first chunk fails', async () => {
    const failing = {
      [Symbol.asyncIterator]: () => ({
        next: (): Promise<IteratorResult<string>> => Promise.reject(new Error('the database is away')),
      }),
    };
    await expect(file(failing)).rejects.toThrow('the database is away');
  });

  it('breaks the connection where a later chunk fails', async () => {
    async function* failing(): AsyncGenerator<string> {
      yield await Promise.resolve(CHUNK);
      throw new Error('the database is away');
    }
    const streamed = await file(failing());
    const error = await new Promise<Error>((resolve) => {
      streamed.getStream().once('error', resolve).resume();
    });
    const response = { destroyed: false, headersSent: true, destroy: jest.fn(), statusCode: 200 };
    streamed.errorHandler(error, { ...response, send: jest.fn(), end: jest.fn() });
    expect(response.destroy).toHaveBeenCalled();
  });
});
