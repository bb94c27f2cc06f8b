import { LIMITS } from '../apps/event-limits.fixture';
import { ApiError } from './api-error';
import { readBatch, readChannelEvent, readEvent } from './read-events';

const NO_PARAMETERS = new URLSearchParams();
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
    const { status, message } = problemOf(() => readEvent(Buffer.from(body), NO_PARAMETERS, LIMITS));
    expect([status, message.length < 300]).toEqual([400, true]);
  });

  it('shows only the beginning of a wrong name', () => {
    const body = JSON.stringify({ name: 'x', data: '{}', channel: '!'.repeat(200_000) });
    expect(problemOf(() => readEvent(Buffer.from(body), NO_PARAMETERS, LIMITS)).message.length).toBeLessThan(
      300,
    );
  });

  it('of a batch has the same limits', () => {
    const body = `{"batch":[{"name":"x","data":"{}","channel":${nested(7_900)}}]}`;
    expect(problemOf(() => readBatch(Buffer.from(body), LIMITS)).status).toBe(400);
  });
});

describe('an event', () => {
  it('may have parameters in the query, which its body overrides', () => {
    const parameters = new URLSearchParams({
      name: 'a',
      channel: 'c',
      info: 'subscription_count',
      auth_key: 'k',
    });
    const event = readEvent(Buffer.from('{"name":"b","data":"{}"}'), parameters, LIMITS);
    expect(event).toMatchObject({ name: 'b', channels: [{ name: 'c' }], info: ['subscription_count'] });
  });

  it('for one channel may have its data as the body, the deprecated way', () => {
    const parameters = new URLSearchParams({ name: 'a', socket_id: '1.2' });
    expect(readChannelEvent('c', Buffer.from('{"n":1.0}'), parameters, LIMITS)).toMatchObject({
      name: 'a',
      data: '{"n":1.0}',
      except: '1.2',
      channels: [{ name: 'c' }],
    });
  });

  it('has configurable limits of its size and its names', () => {
    const small = { ...LIMITS, maxEventBytes: 4, maxEventNameLength: 2, maxChannelNameLength: 3 };
    const read = (event: object) => readEvent(Buffer.from(JSON.stringify(event)), NO_PARAMETERS, small);
    const event = { name: 'ab', channel: 'abc', data: 'abcd' };
    expect(read(event)).toMatchObject({ data: 'abcd' });
    expect(problemOf(() => read({ ...event, data: 'abcde' })).status).toBe(413);
    expect(problemOf(() => read({ ...event, name: 'abc' })).status).toBe(400);
    expect(problemOf(() => read({ ...event, channel: 'abcd' })).status).toBe(400);
  });
});
