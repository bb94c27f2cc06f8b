import { channelFrame, readClientFrame, serverFrames } from './frames';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const read = (frame: unknown): unknown => readClientFrame(JSON.stringify(frame));

describe('a frame of a client', () => {
  it('is a ping, a pong or an unsubscribe', () => {
    expect(read({ event: 'pusher:ping', data: {} })).toEqual({ kind: 'ping' });
    expect(read({ event: 'pusher:pong' })).toEqual({ kind: 'pong' });
    expect(read({ event: 'pusher:unsubscribe', data: { channel: 'c' } })).toEqual({
      kind: 'unsubscribe',
      channel: 'c',
    });
  });

  it('is a subscribe with or without auth and channel_data', () => {
    expect(read({ event: 'pusher:subscribe', data: { channel: 'c' } })).toEqual({
      kind: 'subscribe',
      channel: 'c',
      auth: '',
    });
    expect(
      read({ event: 'pusher:subscribe', data: { channel: 'c', auth: 'K:S', channel_data: '{}' } }),
    ).toEqual({ kind: 'subscribe', channel: 'c', auth: 'K:S', channelData: '{}' });
  });

  it('of a client event carries its data as it was sent', () => {
    const data = '{ "n" : 1.0, "big":12345678901234567890, "e":"\\u00e9" }';
    const text = `{"event":"client-x","channel":"private-c", "data": ${data}}`;
    expect(readClientFrame(text)).toEqual({
      kind: 'client-event',
      event: 'client-x',
      channel: 'private-c',
      data,
    });
    expect(read({ event: 'client-x', channel: 'private-c' })).toMatchObject({ data: 'null' });
  });

  it('of a client event may have any number of members, but no deeper nesting than 32', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`k${i}`, i]));
    const clientEvent = (data: string): unknown =>
      readClientFrame(`{"event":"client-x","channel":"private-c","data":${data}}`);
    expect(clientEvent(JSON.stringify(many))).toMatchObject({ kind: 'client-event' });
    expect(clientEvent(nested(32))).toMatchObject({ kind: 'client-event' });
    for (const depth of [33, 7_900, 100_000]) {
      expect(clientEvent(nested(depth))).toMatchObject({ kind: 'malformed' });
      expect(clientEvent('{"a":'.repeat(depth) + '1' + '}'.repeat(depth))).toMatchObject({
        kind: 'malformed',
      });
    }
  });

  it.each(['pusher:subscribe', 'pusher:signin', 'pusher:ping', 'x'])(
    '%s that is nested too deeply is malformed',
    (event) => {
      const text = `{"event":"${event}","data":{"channel":"c","x":${nested(7_900)}}}`;
      expect(readClientFrame(text)).toMatchObject({ kind: 'malformed' });
      const inside = JSON.stringify({ event, data: `{"channel":"c","x":${nested(7_900)}}` });
      expect(() => readClientFrame(inside)).not.toThrow();
    },
  );

  it('with too many members is malformed', () => {
    const members = Array.from({ length: 3_000 }, (_, i) => `"k${i}":1`).join(',');
    expect(readClientFrame(`{"event":"pusher:ping",${members}}`)).toMatchObject({ kind: 'malformed' });
  });

  it('of another name is left to the app', () => {
    expect(read({ event: 'pusher:what', channel: 'c', data: 1 })).toEqual({
      kind: 'other',
      event: 'pusher:what',
    });
  });

  it.each([
    'no JSON',
    '',
    'null',
    '[]',
    '7',
    '"text"',
    '{}',
    '{"event":7}',
    '{"event":null}',
    '{"event":""}',
    '{"event":"pusher:subscribe"}',
    '{"event":"pusher:subscribe","data":null}',
    '{"event":"pusher:subscribe","data":[]}',
    '{"event":"pusher:subscribe","data":"c"}',
    '{"event":"pusher:subscribe","data":{}}',
    '{"event":"pusher:subscribe","data":{"channel":7}}',
    '{"event":"pusher:subscribe","data":{"channel":"c","auth":{}}}',
    '{"event":"pusher:subscribe","data":{"channel":"c","channel_data":{}}}',
    '{"event":"pusher:unsubscribe"}',
    '{"event":"pusher:unsubscribe","data":{"channel":["c"]}}',
    '{"event":"__proto__","data":{"__proto__":{"channel":"c"}}'.padEnd(80, '['),
  ])('%s is malformed', (text) => {
    expect(readClientFrame(text)).toMatchObject({ kind: 'malformed', reason: expect.any(String) as string });
  });
});

describe('a frame of the server', () => {
  it('carries data as a text', () => {
    expect(JSON.parse(serverFrames.connectionEstablished('1.2', 120))).toEqual({
      event: 'pusher:connection_established',
      data: '{"socket_id":"1.2","activity_timeout":120}',
    });
    expect(JSON.parse(serverFrames.subscriptionSucceeded('c'))).toEqual({
      event: 'pusher_internal:subscription_succeeded',
      channel: 'c',
      data: '{}',
    });
    expect(JSON.parse(channelFrame('.location.updated', 'c', '{"name":"“Ü\\""}'))).toEqual({
      event: '.location.updated',
      channel: 'c',
      data: '{"name":"“Ü\\""}',
    });
  });

  it('of an error carries an object', () => {
    expect(JSON.parse(serverFrames.error(null, 'why'))).toEqual({
      event: 'pusher:error',
      data: { code: null, message: 'why' },
    });
    const refusal = { type: 'AuthError', error: 'no', status: 403 } as const;
    expect(JSON.parse(serverFrames.subscriptionError('c', refusal))).toEqual({
      event: 'pusher:subscription_error',
      channel: 'c',
      data: refusal,
    });
  });
});
