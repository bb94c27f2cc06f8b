import { ApiError } from './api-error';
import { readBatch, readEvent } from './read-events';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const problemOf = (read: () => unknown): ApiError => {
  try {
    read();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it was read');
};

describe('the body of an event', () => {
  it.each([
    ['nested too deeply', `{"name":"x","data":"{}","channels":${nested(100_000)}}`],
    ['nested in a field that nobody reads', `{"name":"x","data":"{}","channel":"c","x":${nested(7_900)}}`],
    ['with too many members', `{${Array.from({ length: 22_000 }, (_, i) => `"k${i}":1`).join(',')}}`],
    ['with a channel that is an array', '{"name":"x","data":"{}","channels":[["c"]]}'],
    ['that is an array', '[]'],
    ['that is not JSON', '{'],
  ])('%s is answered with 400', (_, body) => {
    const { status, message } = problemOf(() => readEvent(Buffer.from(body)));
    expect([status, message.length < 300]).toEqual([400, true]);
  });

  it('repeats no more than the beginning of a wrong name', () => {
    const body = JSON.stringify({ name: 'x', data: '{}', channel: '!'.repeat(200_000) });
    expect(problemOf(() => readEvent(Buffer.from(body))).message.length).toBeLessThan(300);
  });

  it('of a batch is limited likewise', () => {
    const body = `{"batch":[{"name":"x","data":"{}","channel":${nested(7_900)}}]}`;
    expect(problemOf(() => readBatch(Buffer.from(body))).status).toBe(400);
  });
});
