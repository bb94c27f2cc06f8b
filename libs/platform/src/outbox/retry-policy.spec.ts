import { KafkaJSConnectionError, KafkaJSNumberOfRetriesExceeded, KafkaJSProtocolError } from 'kafkajs';
import { NotPublished } from '../messaging/messaging.ports';
import { isRefusal } from './retry-policy';

const notPublished = (cause?: unknown): NotPublished => new NotPublished('not published', { cause });
const tooOften = (cause: Error): Error =>
  new KafkaJSNumberOfRetriesExceeded(cause, { retryCount: 1, retryTime: 50 });
const answered = (code: number, retriable: boolean): Error =>
  new KafkaJSProtocolError(Object.assign(new Error('answer'), { type: 'ANSWER', code, retriable }));

describe('an event that was not published', () => {
  it.each([
    ['the log does not answer', notPublished()],
    ['a broker can’t be reached', notPublished(new KafkaJSConnectionError('refused'))],
    ['a broker can’t be reached, tried often', notPublished(tooOften(new KafkaJSConnectionError('refused')))],
    ['a coordinator loads, tried often', notPublished(tooOften(answered(14, true)))],
  ])('is tried again soon where %s', (_, error) => {
    expect(isRefusal(error)).toBe(false);
  });

  it.each([
    ['a broker takes no message of its size', notPublished(answered(10, false))],
    ['a broker says so in the last of several tries', notPublished(tooOften(answered(10, false)))],
    ['it is no event', new TypeError('no account')],
  ])('is at fault where %s', (_, error) => {
    expect(isRefusal(error)).toBe(true);
  });
});
