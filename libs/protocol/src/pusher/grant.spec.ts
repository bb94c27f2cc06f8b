import { openGrant, signGrant, viewerGrant, withLinkEnd, type Grant } from './grant';

const grant: Grant = { ids: ['token:1', 'account:7'], issuedAt: 1_000, expiresAt: 9_000, accountId: 7 };
const subject = { socketId: '1.2', channel: 'private-asset.5' };

describe('a grant', () => {
  it('comes out of its auth string as it went in, by any of the keys', () => {
    const auth = signGrant('app', 'old key', subject, grant);
    expect(openGrant(auth, 'app', ['new key', 'old key'], subject)).toEqual(grant);
  });

  it('covers the channel data', () => {
    const signed = { ...subject, channelData: '{"user_id":1}' };
    const auth = signGrant('app', 'key', signed, grant);
    expect(openGrant(auth, 'app', ['key'], signed)).toEqual(grant);
    expect(openGrant(auth, 'app', ['key'], subject)).toBeNull();
  });

  it('holds for its app, key, socket and channel only', () => {
    const auth = signGrant('app', 'key', subject, grant);
    expect(openGrant(auth, 'other', ['key'], subject)).toBeNull();
    expect(openGrant(auth, 'app', ['other'], subject)).toBeNull();
    expect(openGrant(auth, 'app', [], subject)).toBeNull();
    expect(openGrant(auth, 'app', ['key'], { ...subject, socketId: '1.3' })).toBeNull();
    expect(openGrant(auth, 'app', ['key'], { ...subject, channel: 'private-asset.6' })).toBeNull();
  });

  it('cut short or altered anywhere does not verify', () => {
    const auth = signGrant('app', 'key', subject, grant);
    for (let length = 0; length < auth.length; length++) {
      expect(openGrant(auth.slice(0, length), 'app', ['key'], subject)).toBeNull();
    }
    expect(openGrant(`${auth}A`, 'app', ['key'], subject)).toBeNull();
  });

  it('of a viewer rests on session and link, and ends with the first of them', () => {
    const access = { linkUuid: 'l', handle: 'h', sessionEndsAt: 5_000, linkEndsAt: null };
    const ids = ['session:h', 'link:l'];
    expect(viewerGrant(access, 1_000)).toEqual({
      ids,
      issuedAt: 1_000,
      expiresAt: 5_000,
      ends: 'session',
      sessionEndsAt: 5_000,
    });
    const short = viewerGrant({ ...access, linkEndsAt: 4_000 }, 1_000);
    expect(short).toEqual({ ids, issuedAt: 1_000, expiresAt: 4_000, ends: 'link', sessionEndsAt: 5_000 });
    const auth = signGrant('app', 'key', subject, short);
    expect(openGrant(auth, 'app', ['key'], subject)).toEqual(short);
    expect(withLinkEnd(short, 4_500)).toEqual({ ...short, expiresAt: 4_500 });
    expect(withLinkEnd(short, null)).toEqual(viewerGrant(access, 1_000));
  });
});
