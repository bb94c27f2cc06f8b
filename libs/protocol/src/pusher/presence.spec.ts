import {
  memberAddedFrame,
  memberRemovedFrame,
  presenceData,
  readMember,
  readUser,
  watchlistFrame,
} from './presence';

const INFO_BYTES = 1024;

describe('the member of a presence channel', () => {
  it('is read with its id as a text', () => {
    expect(readMember('{"user_id":10,"user_info":{"name":"Ä"}}', INFO_BYTES)).toEqual({
      userId: '10',
      userInfo: '{"name":"Ä"}',
    });
    expect(readMember('{"user_id":"a"}', INFO_BYTES)).toEqual({ userId: 'a', userInfo: null });
  });

  it('is what was sent, however many digits its numbers have', () => {
    const info = '{ "big":9007199254740993, "n":1.0 }';
    expect(readMember(`{"user_id":9007199254740993,"user_info":${info}}`, INFO_BYTES)).toEqual({
      userId: '9007199254740993',
      userInfo: info,
    });
  });

  it.each([
    'no JSON',
    '[]',
    '{}',
    '{"user_id":null}',
    '{"user_id":""}',
    JSON.stringify({ user_id: 'x'.repeat(129) }),
    JSON.stringify({ user_id: 'x', user_info: 'x'.repeat(1_024) }),
  ])('is not %s', (data) => {
    expect(readMember(data, INFO_BYTES)).toEqual(expect.any(String));
  });

  it('is announced once in the list of those who are there', () => {
    const members = [
      { userId: 'a', userInfo: '{"n":1}' },
      { userId: '__proto__', userInfo: null },
    ];
    expect(JSON.parse(presenceData(members))).toEqual(
      JSON.parse('{"presence":{"count":2,"ids":["a","__proto__"],"hash":{"a":{"n":1},"__proto__":null}}}'),
    );
  });

  it('comes and goes by frames whose data is a text', () => {
    expect(JSON.parse(memberAddedFrame('presence-a', { userId: 'u', userInfo: '{"n":1}' }))).toEqual({
      event: 'pusher_internal:member_added',
      channel: 'presence-a',
      data: '{"user_id":"u","user_info":{"n":1}}',
    });
    expect(JSON.parse(memberRemovedFrame('presence-a', 'u'))).toMatchObject({ data: '{"user_id":"u"}' });
  });
});

describe('data of a member or user', () => {
  it('that is nested too deeply is refused', () => {
    const info = '['.repeat(7_900) + ']'.repeat(7_900);
    expect(readMember(`{"user_id":"u","user_info":${info}}`, INFO_BYTES)).toEqual(expect.any(String));
    expect(readUser(`{"id":"u","user_info":${info}}`, INFO_BYTES)).toEqual(expect.any(String));
  });
});

describe('a user who signs in', () => {
  it('has an id, and watches others, each once', () => {
    expect(readUser('{"id":"u","watchlist":["a","b","a"]}', INFO_BYTES)).toEqual({
      userId: 'u',
      userInfo: null,
      watchlist: ['a', 'b'],
    });
  });

  it.each(['', '{}', '{"id":7}', '{"id":""}', '{"id":"u","watchlist":"a"}', '{"id":"u","watchlist":[7]}'])(
    'is not %j',
    (data) => {
      expect(readUser(data, INFO_BYTES)).toEqual(expect.any(String));
    },
  );

  it.each(['auth0|5f7c8', 'José', 'a b', 'a/b', 'a@b.example', 'ö+ä:7'])('may be called %s', (id) => {
    expect(readUser(JSON.stringify({ id }), INFO_BYTES)).toMatchObject({ userId: id });
  });

  it.each(['a?b', 'a#b', 'a%20b', 'a\\b', 'a\nb', '..', 'a/../b', '/a', 'a//b'])(
    'may not be called %j, which the path of a request can not carry',
    (id) => {
      expect(readUser(JSON.stringify({ id }), INFO_BYTES)).toEqual(expect.any(String));
    },
  );

  it('is told of those who come and go', () => {
    expect(JSON.parse(watchlistFrame(['a'], []))).toEqual({
      event: 'pusher_internal:watchlist_events',
      data: '{"events":[{"name":"online","user_ids":["a"]}]}',
    });
  });
});
